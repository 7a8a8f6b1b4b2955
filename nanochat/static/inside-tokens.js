// The tokens as chips, how much each surprised, and what else could have come in its place.

import { byId, element, tell } from './dom.js';
import { chip, drawBars, percent, shade } from './inside-draw.js';
import { look, on, point as pointAt } from './inside-hub.js';

const chart = byId('surprise');
const short = (value) => value?.toFixed(1);

/** `other`: how another model reads the same text. */
export function show(other) {
  const { tokens, perplexity } = look;
  let sum = 0;
  byId('chips').replaceChildren(...tokens.flatMap((token, at) => {
    const { text, chance, part, surprise } = token;
    const likelier = other && surprise - other.tokens[at].surprise;
    Object.assign(token, { elsewhere: other?.tokens[at].chance, likelier });
    const node = chip(text, chance === null ? '' : short(likelier) ?? Math.round(chance * 100), at);
    node.classList.add(part);
    if (part === 'reply') {
      shade(node, other ? 0.5 + likelier / 8 : chance, other);
      sum += likelier;
    }
    return text.endsWith('↵') ? [node, element('br')] : node;
  }));
  byId('scale-chance').hidden = other;
  byId('scale-change').hidden = !other;
  tell(byId('compare-sum'), other && `For ${other.model} it is ${short(Math.abs(sum))} bits ${sum < 0 ? 'less likely' : 'likelier'} in all: perplexity ${short(other.perplexity)}, not ${short(perplexity)}.`);
  tell(byId('perplexity'), perplexity && `perplexity ${short(perplexity)} · ${short(Math.log2(perplexity))} bits a token`);

  const high = Math.max(...tokens.map((t) => t.surprise));
  const draw = (id, piece) => byId(id).setAttribute('d', tokens.map(piece).join(''));
  chart.setAttribute('viewBox', `0 0 ${tokens.length} ${high}`);
  draw('surprise-bars', (t, at) => `M${at + 0.1} ${high}v${-t.surprise}h.8V${high}`);
  draw('surprise-expected', (t, at) => `M${at} ${high - t.unsure}h1`);
}

chart.onpointermove = ({ offsetX }) => pointAt(Math.floor(offsetX / chart.clientWidth * look.tokens.length));

export function point(at) {
  const { text, chance, elsewhere, rank, surprise, unsure, token, top } = look.tokens[at];
  const other = elsewhere >= 0 ? ` (${percent(elsewhere)} for the other model)` : '';
  byId('surprise-at').setAttribute('d', `M${at} 0h1v99h-1`);
  byId('token-text').textContent = text;
  byId('token-facts').textContent = chance === null ? 'Nothing came before it.' : `${percent(chance)} likely${other}, guess number ${rank}. Surprise ${short(surprise)} bits, expected ${short(unsure)} bits.`;
  drawBars('token-others', top, token, look.id && ((then) => on.branch({ conversation: look.conversation, replaces: look.id, prefix: at - look.reply, then })));
}

export const rows = () => look.tokens;
