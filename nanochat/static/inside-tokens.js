// The tokens as chips, how much each surprised, and what else could have come in its place.

import { byId, element } from './dom.js';
import { chip, drawBars, percent, shade } from './inside-draw.js';
import { look, note, on, point as pointAt } from './inside-hub.js';

const chart = byId('surprise');
const short = (value) => value?.toFixed(1);
const draw = (id, path) => byId(id).setAttribute('d', path);

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
	note({ perplexity: short(perplexity), bits: short(Math.log2(perplexity)), other: other?.model, otherPerplexity: short(other?.perplexity), difference: short(Math.abs(sum)), direction: sum < 0 ? 'less likely' : 'likelier' });

	const high = Math.max(...tokens.map(({ surprise }) => surprise));
	chart.setAttribute('viewBox', `0 0 ${tokens.length} ${high}`);
	draw('surprise-bars', tokens.map(({ surprise }, at) => `M${at + 0.1} ${high}v${-surprise}h.8V${high}`).join(''));
	draw('surprise-expected', tokens.map(({ unsure }, at) => `M${at} ${high - unsure}h1`).join(''));
}

chart.onpointermove = ({ offsetX }) => pointAt(Math.floor(offsetX / chart.clientWidth * look.tokens.length));

export function point(at) {
	const { text, chance, elsewhere, rank, surprise, unsure, token, top } = look.tokens[at];
	const other = elsewhere >= 0 ? ` (${percent(elsewhere)} for the other model)` : '';
	note({ text, facts: chance === null ? 'Nothing came before it.' : `${percent(chance)} likely${other}, guess number ${rank}. Surprise ${short(surprise)} bits, expected ${short(unsure)} bits.` });
	draw('surprise-at', `M${at} 0h1v99h-1`);
	drawBars('token-others', top, token, look.id && ((then) => on.branch({ conversation: look.conversation, replaces: look.id, prefix: at - look.reply, then })));
}
