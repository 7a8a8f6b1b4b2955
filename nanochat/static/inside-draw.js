// Shares as colours, chips and bars; what is shown as a picture.

import { byId, element, fromTemplate } from './dom.js';

const SURE = [[253, 234, 69], [188, 174, 108], [124, 123, 120], [64, 79, 109], [0, 32, 77]]; // lens.shade: needs no colour vision
const CHANGE = [[236, 140, 40], [240, 240, 240], [90, 165, 235]];

/** From bright (0) to dark (1); for a change from orange to blue. */
export function shade(node, share, change) {
	const scale = change ? CHANGE : SURE;
	const at = Math.max(0, Math.min(share, 0.999)) * (scale.length - 1);
	const [from, to] = scale.slice(at);
	node.style.background = `rgb(${from.map((part, n) => Math.round(part + (to[n] - part) * (at % 1)))})`;
	node.style.color = change || share < 0.53 ? '#000' : '#fff';
	return node;
}

export const percent = (share) => (share > 0 && share < 0.005 ? '<1 %' : `${Math.round(share * 100)} %`);

/** A token and a number; with a place it can be pointed at. */
export function chip(text, number, at) {
	const node = element(at >= 0 ? 'button' : 'span', 'chip', element('code', '', text), element('small', '', number));
	if (at >= 0) node.dataset.at = at;
	return node;
}

/** Two bars for each candidate, before and after the settings; `pick` takes the one that is pressed. */
export function drawBars(id, candidates, came, pick) {
	byId(id).replaceChildren(...candidates.map(({ token, text, before, after }) => {
		const item = fromTemplate('candidate-template');
		const [row, name, , first, second, told] = item.querySelectorAll('*');
		Object.assign(row, { disabled: !pick, className: token === came ? 'came' : '', onclick: () => pick(token) });
		name.textContent = text;
		first.style.width = `${before * 100}%`;
		second.style.width = `${after * 100}%`;
		told.textContent = `${percent(before)} → ${after ? percent(after) : 'out'}`;
		return item;
	}));
}

/** Draws what stands in `box`: grounds, words in their places, lines, canvases. */
export function png(box) {
	const { left: x, top: y, width: w, height: h } = box.getBoundingClientRect();
	const canvas = element('canvas', { width: 2 * w, height: 2 * h });
	const pen = canvas.getContext('2d');
	pen.setTransform(2, 0, 0, 2, -2 * x, -2 * y);
	for (const node of [box, ...box.querySelectorAll('*')]) {
		const { left, top, width, height, bottom } = node.getBoundingClientRect();
		const { backgroundColor, color, fill, font, opacity, stroke, writingMode } = getComputedStyle(node);
		Object.assign(pen, { globalAlpha: opacity, fillStyle: backgroundColor, strokeStyle: stroke, font, textBaseline: 'bottom', imageSmoothingEnabled: false });
		pen.fillRect(left, top, width, height);
		if (node.getContext) pen.drawImage(node, left, top, width, height);
		if (node.getTotalLength) {
			const line = new Path2D();
			line.addPath(new Path2D(node.getAttribute('d')), node.getScreenCTM());
			pen.fillStyle = fill;
			pen.fill(line);
			pen.stroke(line);
		}
		pen.fillStyle = color;
		if (!node.children.length && writingMode === 'horizontal-tb') pen.fillText(node.textContent, left, bottom);
	}
	return new Promise((done) => { canvas.toBlob(done); });
}
