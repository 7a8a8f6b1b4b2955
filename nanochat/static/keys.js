// Keys that work everywhere on the page; the dialog that lists them is in the page.

import { byId } from './dom.js';

/** `acts`: search(), newChat(). */
export function listenForKeys(acts) {
	document.addEventListener('keydown', (event) => {
		const typing = event.target.matches('input, textarea, select');
		const command = event.ctrlKey || event.metaKey;
		const act = (command && !event.shiftKey && event.key.toLowerCase() === 'k' && acts.search)
			|| (command && event.shiftKey && event.key.toLowerCase() === 'o' && acts.newChat)
			|| (event.key === '?' && !typing && !command && showKeys);
		if (!act || event.isComposing || document.querySelector('dialog[open]')) return;
		event.preventDefault();
		act();
	});
	byId('keys-close').addEventListener('click', () => byId('keys-dialog').close());
	byId('show-keys').addEventListener('click', showKeys);
}

const showKeys = () => byId('keys-dialog').showModal();
