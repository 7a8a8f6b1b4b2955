// Which words a correction took out and put in.

import { element } from './dom.js';

const MAX_CELLS = 1_000_000;
const JUMBLE = 0.6; // with more of the words changed, the old and the new are told apart more easily one below the other

/** Returns [kind, text] pairs; kind is 'same', 'del' or 'ins'. Each text begins with the gap before its first word. */
function wordDiff(before, after) {
	const [old, now] = [words(before), words(after)];
	const whole = [['del', old.join('')], ['ins', `\n${now.join('').trimStart()}`]].filter(([, text]) => text.trim());
	if (old.length * now.length > MAX_CELLS) return whole;
	const common = commonLengths(old, now);
	const changed = 1 - 2 * common[0][0] / (old.length + now.length);
	return changed > JUMBLE ? whole : runs(old, now, common);
}

/** Each word with the gap before it; the first gets one too, so that it equals the same word further on. */
const words = (text) => ` ${text.trimStart()}`.match(/\s*\S+/g) ?? [];

/** How many words can stay, from each place in the old and in the new to their ends. */
function commonLengths(old, now) {
	const lengths = Array.from({ length: old.length + 1 }, () => new Uint16Array(now.length + 1));
	for (let i = old.length - 1; i >= 0; i--) {
		for (let j = now.length - 1; j >= 0; j--) {
			lengths[i][j] = old[i] === now[j] ? lengths[i + 1][j + 1] + 1 : Math.max(lengths[i + 1][j], lengths[i][j + 1]);
		}
	}
	return lengths;
}

function runs(old, now, common) {
	const found = [];
	for (let i = 0, j = 0; i < old.length || j < now.length;) {
		const kind = old[i] === now[j] ? 'same' : common[i][j + 1] > (common[i + 1]?.[j] ?? -1) ? 'ins' : 'del';
		const word = kind === 'ins' ? now[j] : old[i];
		if (kind !== 'ins') i++;
		if (kind !== 'del') j++;
		if (found.at(-1)?.[0] === kind) found.at(-1)[1] += word;
		else found.push([kind, word]);
	}
	return found;
}

/** The same as nodes: <del>, <ins> and plain text. */
export function diffNodes(before, after) {
	return wordDiff(before, after).flatMap(([kind, text], index) => {
		const start = text.search(/\S|$/); // the gap before a word is not struck out or underlined
		const gap = index ? text.slice(0, start) : '';
		return [gap, kind === 'same' ? text.slice(start) : element(kind, '', text.slice(start))];
	});
}
