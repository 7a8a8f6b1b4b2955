// A line at the edge of the page that says what was done, and lets it be undone for a while.

import { byId, pushButton } from './dom.js';

const SHOWN_MS = 6000;
let close = () => {};

/** Shows the words; `undo`, if given, is offered as a button. `gone` is called when it can no longer be undone. */
export function toast(words, { undo, gone = () => {} } = {}) {
	close();
	const place = byId('toast');
	const end = (act) => {
		clearTimeout(timer);
		removeEventListener('pagehide', close);
		place.hidden = true;
		close = () => {};
		act();
	};
	const timer = setTimeout(() => close(), SHOWN_MS);
	close = () => end(gone);
	addEventListener('pagehide', close);
	place.replaceChildren(words, ...(undo ? [pushButton('Undo', () => end(undo))] : []));
	place.hidden = false;
}
