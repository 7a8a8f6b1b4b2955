// What is looked into, the place of it that is pointed at, and questions to the server about it.

import { byId, fillIn, tell } from './dom.js';

const [body, wait] = ['inside-body', 'inside-wait'].map(byId);
export const on = { what: null }; // what: {id} or {text}; panels, each with show() and perhaps point(at) and rest(at); failed(error); branch(…)
export let look = null; // the answer of POST /inspect, and the rows of each panel's CSV
const facts = {}; // what the words of the page tell
let chosen = 0; // the place that was pressed or has the focus; the pointer only shows another for a while
let shown = null;

/** A busy server is asked again. Where there is no answer, the reader is told why, and nothing follows. */
export async function ask(question, more) {
	const { what } = on;
	try {
		const answer = await question({ ...what, ...more });
		if (what === on.what) return answer;
	} catch (error) {
		for (let left = error.retryAfter; left && what === on.what; left -= 1) {
			tell(wait, `${error.message} Asked again in ${left} s.`);
			await new Promise((done) => { setTimeout(done, 1000); });
		}
		tell(wait);
		if (what === on.what) {
			if (error.retryAfter) return ask(question, more);
			on.failed(error);
			if (!error.unreachable) tell(byId('inside-problem'), error.message);
		}
	}
	return new Promise(() => {});
}

const tellPanels = (what, at) => on.panels.forEach((panel) => panel[what]?.(at));

export function note(more) {
	fillIn(body, Object.assign(facts, more));
}

export function show(found) {
	look = found;
	chosen = Math.max(0, look.tokens.findIndex((token) => token.top.length));
	body.hidden = false;
	note({ ...look, shown: look.tokens.length });
	tellPanels('show');
	redraw();
	tellPanels('rest', chosen);
}

export function redraw() {
	shown = null;
	point(chosen);
}

export function point(at) {
	if (at === shown) return;
	shown = at;
	mark(body.querySelectorAll('[data-at]'), (item) => Number(item.dataset.at) === at);
	tellPanels('point', at);
}

/** Where Tab comes in; from there arrows go on. */
export function mark(items, isChosen) {
	for (const item of items) {
		item.ariaCurrent = isChosen(item) || null;
		item.tabIndex = isChosen(item) - 1;
	}
}

for (const kind of ['pointerover', 'focusin', 'click']) {
	body.addEventListener(kind, ({ target }) => {
		const at = Number(target.closest('[data-at]')?.dataset.at ?? chosen);
		if (kind !== 'pointerover' && at !== chosen) tellPanels('rest', chosen = at);
		point(at);
	});
}

body.onkeydown = (event) => {
	const step = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
	const all = step && event.target.closest('[data-row]')?.querySelectorAll('button');
	if (!all) return;
	event.preventDefault();
	all[[...all].indexOf(event.target) + step]?.focus();
};
