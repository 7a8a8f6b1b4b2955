// Which view the address names – #/chat/<id>, #/finetune, #/inside/<reply>, #/models/<name>, #/stats – and the one that is shown.

import { modelName } from './words.js';

const ADDRESS = /^#\/(chat|finetune|inside|models|stats)(?:\/([\w.-]{1,128}))?$/;

export const linkToChat = (id) => (id ? `#/chat/${id}` : '#/chat');
export const linkToInside = (id) => `#/inside/${id}`;
export const linkToModel = (name) => `#/models/${name}`;
export const shownView = () => document.body.dataset.view;

export function placeInAddress() {
	const [, view = 'chat', name = null] = ADDRESS.exec(location.hash) ?? [];
	return { view, name };
}

export function showView(view) {
	document.body.dataset.view = view;
	for (const panel of document.querySelectorAll('[data-panel]')) panel.hidden = panel.dataset.panel !== view;
	for (const link of document.querySelectorAll('.views a')) link.ariaCurrent = link.dataset.view === view ? 'page' : null;
}

export function setTitle(words) {
	const view = shownView();
	const title = view === 'chat' ? words : (view === 'models' && words && modelName(words)) || document.querySelector('.views [aria-current]').textContent;
	document.title = title ? `${title} – NanoGPT Chat` : 'NanoGPT Chat';
}

/** Where a reader of the shown view begins: its heading. */
export function focusHeading() {
	document.querySelector(`[data-panel="${shownView()}"] h2`).focus({ preventScroll: true });
}
