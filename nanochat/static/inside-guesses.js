// The logit lens: what would be said after each token if the model ended after each layer.

import { byId, element } from './dom.js';
import { chip, percent, shade } from './inside-draw.js';
import { look } from './inside-hub.js';

let all = [];
export const rows = () => all;

export function show() {
  const { first, texts, chances } = look.guesses;
  const after = (n) => look.tokens[first + n]?.text;
  const row = (name, scope, cells) => element('tr', '', Object.assign(element('th', '', name), { scope }), ...cells);
  all = texts.flatMap((guesses, depth) => guesses.map((guess, n) => ({ depth, after: after(n), guess, chance: chances[depth][n] })));
  const cells = all.map(({ guess, chance }, n) => element('td', guess === after(n % texts[0].length + 1) ? 'came' : '', shade(chip(guess, percent(chance)), chance)));
  byId('guesses').tBodies[0].replaceChildren(
    row('After', 'col', texts[0].map((_, n) => Object.assign(element('th', '', after(n)), { scope: 'col' }))),
    ...texts.map((guesses, depth) => row(depth ? `Layer ${depth}` : 'Words alone', 'row', cells.splice(0, guesses.length))),
  );
}
