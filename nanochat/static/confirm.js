// Asks before something is deleted for good.

import { byId } from './dom.js';

let act = null;

/** Shows the question; `deleteIt` runs when it is confirmed, and its failure is told in the dialog. */
export function confirmDelete(title, text, deleteIt) {
	act = deleteIt;
	byId('delete-title').textContent = title;
	byId('delete-text').textContent = text;
	byId('delete-problem').textContent = '';
	byId('delete-dialog').showModal();
}

byId('delete-cancel').addEventListener('click', () => byId('delete-dialog').close());
byId('delete-confirm').addEventListener('click', async ({ currentTarget: button }) => {
	button.disabled = true;
	try {
		await act();
		byId('delete-dialog').close();
	} catch (error) {
		byId('delete-problem').textContent = error.message;
	}
	button.disabled = false;
});
