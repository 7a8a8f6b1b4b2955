// Short helpers around the DOM; text only ever goes in as text.

import * as formats from './words.js';

export { plural } from './words.js';

export const byId = (id) => document.getElementById(id);
export const fromTemplate = (id) => byId(id).content.firstElementChild.cloneNode(true);

/** `look`: a class, or properties. */
export function element(tag, look, ...children) {
	const node = document.createElement(tag);
	if (look) Object.assign(node, typeof look === 'string' ? { className: look } : look);
	node.append(...children);
	return node;
}

export function pushButton(words, onClick, className = '') {
	const button = element('button', `button ${className}`, words);
	button.type = 'button';
	button.addEventListener('click', onClick);
	return button;
}

/** What the buttons within `root` do, by their data-action. */
export function onAction(root, acts) {
	root.addEventListener('click', ({ target }) => {
		const button = target.closest('[data-action]');
		acts[button?.dataset.action]?.(button);
	});
}

/** Of several buttons, presses those that `isChosen` names. */
export function press(buttons, isChosen) {
	for (const button of buttons) button.ariaPressed = isChosen(button);
}

/** Shows words in a place that is hidden while it has none. */
export function tell(place, words) {
	place.textContent = words || '';
	place.hidden = !words;
}

/** Puts each value where data-stat names it; what data-if names is shown while there is such a value. */
export function fillIn(place, said) {
	for (const part of place.querySelectorAll('[data-if]')) part.hidden = !said[part.dataset.if];
	for (const part of place.querySelectorAll('[data-stat]')) {
		const words = (said[part.dataset.stat] ?? '–').toLocaleString('en');
		if (part.textContent !== words) part.textContent = words; // keeps what is selected
	}
}

/** Tells each of the facts where data-fact names it, in a form of words.js, data-as; shows what stands there only with it, data-if. */
export function fill(root, facts) {
	for (const place of root.querySelectorAll('[data-fact], [data-if]')) {
		const { fact, as, if: needed } = place.dataset;
		if (needed in facts) place.hidden = !facts[needed];
		if (fact in facts) tell(place, as && facts[fact] !== null ? formats[as](facts[fact]) : facts[fact]);
	}
}

/** Numbers that a reader may set within `holder`, by name; the page has their labels and meanings. */
export const fieldsOf = (holder) => new Map([...holder.querySelectorAll('[data-name]')].map((root) => {
	const [number, slider = {}] = root.querySelectorAll('input');
	const show = (value = '') => { number.value = slider.value = value; };
	const complain = (words) => {
		root.querySelector('.problem-text').textContent = words;
		number.ariaInvalid = words ? 'true' : null;
	};
	return [root.dataset.name, { root, number, slider, show, complain }];
}));

export function setIcon(button, name) {
	button.querySelector('use').setAttribute('href', `#i-${name}`);
}

export function download(name, type, data) {
	const link = element('a');
	link.href = URL.createObjectURL(new Blob([data], { type }));
	link.download = name;
	link.click();
	setTimeout(URL.revokeObjectURL, 1000, link.href);
}
