// The layers: what each of their heads looks at, and what would be said if the model ended after each of them.

import { getAttention } from './api.js';
import { byId, element } from './dom.js';
import { chip, percent, shade } from './inside-draw.js';
import { ask, look, mark, note, redraw } from './inside-hub.js';

const [grid, map, words, lines] = ['heads', 'head-map', 'head-words', 'head-lines'].map(byId);

export async function show() {
	const { tokens, layers, heads } = look;
	showGuesses(look.guesses);
	words.replaceChildren(...tokens.map(({ text }, at) => chip(text, '', at)));
	for (const line of lines.children) line.removeAttribute('d');
	const every = Math.ceil(tokens.length / 40);
	for (const axis of map.querySelectorAll('[aria-hidden]')) axis.replaceChildren(...tokens.map(({ text }, at) => element('span', '', at % every ? '' : text)));
	const found = await ask(getAttention);
	const size = found.length / layers / heads;
	grid.style.setProperty('--heads', heads);
	grid.replaceChildren(...Array.from({ length: layers * (heads + 1) }, (_, place) => {
		const [layer, head] = [Math.floor(place / (heads + 1)) + 1, place % (heads + 1)];
		const name = `Layer ${layer}, ${head ? `head ${head}` : 'average'}`;
		const start = (place - layer) * size; // there is no picture of an average
		return element('button', { ariaLabel: name, onclick: choose.bind(null, layer, head) }, head ? paint(found.subarray(start, start + size)) : name);
	}));
	grid.lastChild.click();
}

/** Who looks is a row, what is looked at a column; nobody looks ahead. */
function paint(shares) {
	const side = Math.sqrt(shares.length);
	const canvas = element('canvas', { width: side, height: side });
	const image = new ImageData(side, side);
	shares.forEach((part, place) => image.data.set([59, 130, 200, 16 * Math.sqrt(part)], 4 * place));
	canvas.getContext('2d').putImageData(image, 0, 0);
	return canvas;
}

async function choose(layer, head, { currentTarget: button }) {
	const { tokens } = look;
	const shares = await ask(getAttention, { layer, head });
	const share = (from, to) => shares[from * tokens.length + to] / 255;
	look.share = share;
	look.attention = tokens.flatMap(({ text: looking }, from) => tokens.slice(0, from + 1).map(({ text: at }, to) => ({ layer, head, looking, at, share: share(from, to) })));
	mark(grid.children, (one) => one === button);
	note({ head: button.ariaLabel });
	map.lastChild.replaceWith(paint(shares));
	redraw();
}

export function point(at) {
	const { share } = look; // of the head that is shown
	if (!share) return;
	const all = [...words.children].map((node, to) => ({ node, part: share(at, to), x: node.offsetLeft + node.offsetWidth / 2, y: node.offsetTop }));
	const { x, y } = all[at];
	all.sort((a, b) => b.part - a.part).forEach(({ node, part, x: left, y: top }, place) => {
		node.style.setProperty('--share', `${part * 100}%`);
		node.lastChild.textContent = Math.round(part * 100) || '';
		lines.children[place]?.setAttribute('d', `M${x} ${y}Q${(x + left) / 2} ${Math.min(y, top) - 24} ${left} ${top}`);
		lines.children[place]?.setAttribute('opacity', part);
	});
}

function showGuesses({ first, texts, chances }) {
	const after = (place) => look.tokens[first + place]?.text;
	const row = (name, scope, cells) => element('tr', '', element('th', { scope }, name), ...cells);
	look.lens = [];
	byId('guesses').tBodies[0].replaceChildren(
		row('After', 'col', texts[0].map((_, place) => element('th', { scope: 'col' }, after(place)))),
		...texts.map((guesses, depth) => row(depth ? `Layer ${depth}` : 'Words alone', 'row', guesses.map((guess, place) => {
			const chance = chances[depth][place];
			look.lens.push({ depth, after: after(place), guess, chance });
			return element('td', guess === after(place + 1) ? 'came' : '', shade(chip(guess, percent(chance)), chance));
		}))),
	);
}
