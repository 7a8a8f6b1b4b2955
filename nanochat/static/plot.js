// The plot of a run: losses above, learning rate below. It is drawn a few times a second, however often a step comes.

import { download, element, fromTemplate, onAction, press } from './dom.js';
import { csv, loss } from './words.js';

const REST_MS = 250;
const SMOOTH = 0.9;
const [LEFT, RIGHT, TOP, HIGH, GAP, LOW, FOOT] = [42, 12, 10, 210, 30, 54, 24];
const HEIGHT = TOP + HIGH + GAP + LOW + FOOT;
const LINES = { loss: 'training', val_loss: 'held out', general: 'general text' };
const COLUMNS = ['step', 'loss', 'val_loss', 'general', 'lr', 'tokens', 'seconds', 'note'];
const MOVES = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10, Home: -Infinity, End: Infinity };
const RESUMED = /resumed|paused/;
const known = Number.isFinite;

export function createPlot(holder) {
	const root = fromTemplate('plot-template');
	const part = (selector) => root.querySelector(selector);
	const area = part('.plot-area');
	const svg = part('.plot-svg');
	const value = part('.plot-value');
	const scales = part('.segments').children;
	const unit = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16; // it grows with the reader's text
	let steps = [];
	let running = false;
	let cursor = null; // an index into steps; null follows the newest
	let scale = 'linear';
	let width = 0;
	let x, y, rate, marks; // the scales of the last drawing, and where its lines go
	let waiting = 0;

	function clear() {
		[steps, cursor] = [[], null];
		redraw();
	}

	/** A run that went on from an earlier state takes back what came after it. */
	function add(event) {
		while (steps.at(-1)?.step > event.step) steps.pop();
		if (steps.at(-1)?.step !== event.step) steps.push({});
		for (const [name, value] of Object.entries(event)) {
			const tells = value !== null && value !== '' && (name !== 'lr' || known(event.loss)); // without an update there is no rate
			if (tells) steps.at(-1)[name] = value;
		}
		if (cursor >= steps.length) cursor = null;
		redraw();
	}

	function setRunning(next) {
		if (next !== running) redraw();
		running = next;
	}

	function redraw() {
		waiting ||= setTimeout(draw, REST_MS);
	}

	// --- drawing

	function draw() {
		clearTimeout(waiting);
		waiting = 0;
		tellValue();
		value.hidden = cursor === null;
		if (!width || !steps.length) return svg.replaceChildren();
		measure();
		svg.replaceChildren(
			...grid(),
			...steps.filter(({ note }) => RESUMED.test(note)).map(({ step }) => upright('resumed', x(step))),
			curve('raw', 'loss'),
			curve('loss', 'loss', SMOOTH),
			curve('general'),
			curve('val_loss'),
			curve('lr'),
			...best(),
			...(cursor === null ? [] : pointer()),
		);
		if (part('details').open) fillTable();
	}

	const lastStep = () => Math.max(1, (running && steps.at(-1)?.total) || 0, steps.at(-1)?.step ?? 0);

	function measure() {
		const last = lastStep();
		const values = steps.flatMap((s) => [s.loss, s.val_loss, s.general].filter(known));
		const bend = scale === 'log' ? (v) => Math.log(Math.max(v, 1e-3)) : (v) => v;
		const [least, most] = values.length ? [Math.min(...values), Math.max(...values)] : [0, 1];
		const room = (most - least) * 0.06 || 0.1;
		const [low, high] = [Math.max(least - room, Math.min(least, 1e-3)), most + room];
		const top = Math.max(...steps.map((s) => s.lr || 0)) || 1;
		x = (step) => LEFT + (width - LEFT - RIGHT) * step / last;
		y = (value) => TOP + HIGH * (bend(high) - bend(value)) / (bend(high) - bend(low));
		rate = (value) => TOP + HIGH + GAP + LOW * (1 - value / top);
		marks = [ticks(0, last, width / 110), ticks(low, high, 5), [0, top]];
	}

	function grid() {
		const [along, values, rates] = marks;
		const level = (at, name) => [shape('path', 'grid', { d: `M${LEFT} ${at}H${width - RIGHT}` }), text('', LEFT - 8, at + 4, name, 'end')];
		return [
			...values.flatMap((v) => level(y(v), Number(v.toPrecision(4)))),
			...rates.flatMap((v) => level(rate(v), tidyRate(v))),
			...along.map((s) => text('', x(s), HEIGHT - FOOT + 17, s, s ? 'middle' : 'start')),
			text('', LEFT, TOP + HIGH + GAP - 9, 'Learning rate', 'start'),
		];
	}

	function best() {
		const { best: value, best_step: step, step: last } = steps.at(-1);
		if (!known(value) || step > last) return [];
		return [dot('best', x(step), y(value)), text('best-name', x(step), y(value) + 19, 'best', x(step) > width - 40 ? 'end' : 'middle')];
	}

	/** A line at the step that is pointed at, a dot on each curve, and the tip beside it. */
	function pointer() {
		const at = x(steps[cursor].step);
		value.style.left = `${at * unit}px`;
		value.classList.toggle('flip', at > width / 2);
		return [upright('cursor', at), ...latest(cursor).map(([name, { step, [name]: height }]) => dot(`dot-${name}`, x(step), y(height)))];
	}

	/** Each line's newest point up to a step. */
	function latest(at) {
		const before = steps.slice(0, at + 1);
		return Object.keys(LINES).map((name) => [name, before.findLast((s) => known(s[name]))]).filter(([, found]) => found);
	}

	/** `keep` of what came before makes a curve smooth. */
	function curve(name, of = name, keep = 0) {
		const height = of === 'lr' ? rate : y;
		let mean;
		const corners = steps.filter((s) => known(s[of])).map((s) => {
			mean = s[of] + keep * ((mean ?? s[of]) - s[of]);
			return `${x(s.step).toFixed(1)} ${height(mean).toFixed(1)}`;
		});
		return shape('path', `line ${name}`, { d: corners.length ? `M${corners.join('L')}` : '' });
	}

	// --- one step in words

	function tellValue() {
		const at = cursor ?? steps.length - 1;
		const words = steps[at] ? describe(at) : ['No step yet'];
		value.textContent = words.join('\n');
		Object.assign(area, { ariaValueText: words.join(' · '), ariaValueMin: steps[0]?.step ?? 0, ariaValueMax: steps.at(-1)?.step ?? 0, ariaValueNow: steps[at]?.step ?? 0 });
	}

	function describe(at) {
		const { step, lr, note } = steps[at];
		const values = latest(at).map(([name, found]) => `${LINES[name]} ${loss(found[name])}`);
		return [`Step ${step}`, ...values, known(lr) && `rate ${tidyRate(lr)}`, RESUMED.test(note) && note].filter(Boolean);
	}

	function point(index) {
		cursor = index === null ? null : Math.max(0, Math.min(steps.length - 1, index));
		draw();
	}

	function pointAt(event) {
		const wanted = ((event.clientX - area.getBoundingClientRect().left) / unit - LEFT) / (width - LEFT - RIGHT) * lastStep();
		const after = steps.findIndex((s) => s.step >= wanted);
		point(after < 0 ? steps.length - 1 : after);
	}

	for (const type of ['pointermove', 'pointerdown']) area.addEventListener(type, pointAt);
	for (const type of ['pointerleave', 'blur']) area.addEventListener(type, () => point(null));
	area.addEventListener('keydown', (event) => {
		if (event.key === 'Escape') return point(null);
		if (!(event.key in MOVES)) return;
		event.preventDefault();
		point((cursor ?? steps.length - 1) + MOVES[event.key]);
	});

	// --- as numbers

	function fillTable() {
		const looks = steps.filter((s) => known(s.val_loss));
		const row = (s) => [s.step, loss(s.loss), loss(s.val_loss), loss(s.general), tidyRate(s.lr)].map((words) => element('td', '', words));
		part('tbody').replaceChildren(...looks.map((s) => element('tr', '', ...row(s))));
	}

	part('details').addEventListener('toggle', fillTable);
	onAction(root, {
		csv: () => download('finetune.csv', 'text/csv', csv(steps, COLUMNS)),
		scale(pressed) {
			scale = pressed.value;
			press(scales, (button) => button === pressed);
			draw();
		},
	});
	new ResizeObserver(([{ contentRect }]) => {
		width = contentRect.width / unit;
		svg.setAttribute('viewBox', `0 0 ${width} ${HEIGHT}`);
		draw();
	}).observe(area);
	holder.replaceChildren(root);
	return { clear, add, setRunning };
}

function shape(tag, name, attributes, words = '') {
	const node = document.createElementNS('http://www.w3.org/2000/svg', tag);
	for (const [key, value] of Object.entries({ class: name, ...attributes })) node.setAttribute(key, value);
	node.textContent = words;
	return node;
}

const dot = (name, cx, cy) => shape('circle', name, { cx, cy, r: 5 });
const text = (name, x, y, words, anchor) => shape('text', name, { x, y, 'text-anchor': anchor }, words);
const upright = (name, at) => shape('path', name, { d: `M${at} ${TOP}V${HEIGHT - FOOT}` });

/** Round numbers between `low` and `high`, about `count` of them. */
function ticks(low, high, count) {
	const rough = (high - low) / Math.max(1, count);
	const power = 10 ** Math.floor(Math.log10(rough));
	const step = [1, 2, 5, 10].map((n) => n * power).find((n) => n >= rough);
	const first = Math.ceil(low / step);
	return Array.from({ length: Math.max(0, Math.floor(high / step) - first + 1) }, (_, i) => (first + i) * step);
}

const tidyRate = (rate) => (rate ? rate.toExponential(1).replace('.0e', 'e').replace('e-', 'e−') : '0');
