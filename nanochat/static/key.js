// The key of a server that asks for one: typed once and handed in. From then on a cookie that no script can read lets the page in.

import { byId } from './dom.js';
import { recall, remember } from './store.js';

export let entries = 0; // how often the page was let in
let asking;
let turnedDown;
let old = recall('key'); // where it was kept before
remember('key', null);

/** Resolves to whether the page was let in. What nobody clicked for does not ask twice. */
export function enter(logIn, clicked) {
	if (turnedDown && !clicked) return false;
	asking ??= askForKey(async (key) => { await logIn(key); entries += 1; }).finally(() => { asking = null; });
	return asking;
}

async function askForKey(handIn) {
	const dialog = byId('key-dialog');
	const field = byId('key');
	const problem = byId('key-problem');
	const before = entries;
	if (old) await handIn(old).catch(() => { old = null; });
	if (entries > before) return true;
	problem.textContent = '';
	dialog.showModal();
	return new Promise((done) => {
		byId('key-form').onsubmit = (event) => {
			event.preventDefault();
			handIn(field.value.trim()).then(() => dialog.close(), (error) => { problem.textContent = error.message; });
		};
		dialog.onclose = () => {
			field.value = '';
			turnedDown = entries === before;
			done(!turnedDown);
		};
	});
}
