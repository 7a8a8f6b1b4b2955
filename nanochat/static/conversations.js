// The list of past conversations: grouped by day, searched, named, taken along, deleted with a way back.

import { deleteConversation, listConversations, noteConversation, searchConversations } from './api.js';
import { byId, element, fromTemplate } from './dom.js';
import { toast } from './toast.js';

const TYPING_MS = 250;
const SHORTEST = 2; // letters worth a search

export function createConversations({ linkTo, onDeleted, onFailed }) {
	const holder = byId('conversations');
	const box = byId('search');
	let items = [];
	let hits = null; // what was found, or null while nothing is looked for
	let leaving = null; // a conversation that can still be brought back
	let current = null;
	let typing = 0;

	async function refresh() {
		try {
			items = await listConversations();
			if (!holder.querySelector('input')) draw(); // a name that is being typed stays
		} catch (error) {
			onFailed(error);
		}
	}

	// --- drawing

	function draw() {
		const listed = items.filter(({ id }) => id !== leaving);
		const sections = hits ? [section('Found', hits, hit)] : groupByDay(listed).map(([name, group]) => section(name, group, entry));
		const none = hits ? 'Nothing was found.' : 'Your conversations will be listed here.';
		holder.replaceChildren(...((hits ?? listed).length ? sections : [element('p', 'nothing-yet', none)]));
		mark();
	}

	function section(name, group, make) {
		const heading = element('h3', '', name);
		const list = element('ul', '', ...group.map(make));
		heading.id = `group-${name.toLowerCase().replaceAll(' ', '-')}`;
		list.setAttribute('aria-labelledby', heading.id);
		return element('section', '', heading, list);
	}

	function link(id, title) {
		const made = element('a', 'conversation-link', title);
		made.href = linkTo(id);
		made.title = title;
		made.dataset.id = id;
		return made;
	}

	function hit({ conversation, title, snippet }) {
		const made = link(conversation, title);
		made.append(element('small', '', snippet));
		return element('li', 'conversation', made);
	}

	function entry({ id, title }) {
		const root = fromTemplate('conversation-template');
		const name = title || 'Untitled';
		const menu = root.querySelector('details');
		root.prepend(link(id, name));
		root.querySelector('summary').setAttribute('aria-label', `More for “${name}”`);
		for (const anchor of root.querySelectorAll('[data-as]')) anchor.href = `conversations/${id}/export?as=${anchor.dataset.as}`;
		menu.addEventListener('click', ({ target }) => {
			if (!target.closest('.menu-items')) return;
			menu.open = false;
			if (target.value === 'rename') rename(id, root);
			if (target.value === 'delete') remove(id, name);
		});
		root.addEventListener('keydown', (event) => {
			if (event.key !== 'Escape' || !menu.open) return;
			event.stopPropagation();
			menu.open = false;
			root.querySelector('summary').focus();
		});
		return root;
	}

	function mark() {
		for (const made of holder.querySelectorAll('a[data-id]')) {
			if (made.dataset.id === current) made.setAttribute('aria-current', 'page');
			else made.removeAttribute('aria-current');
		}
	}

	const linkOf = (id) => holder.querySelector(`a[data-id="${id}"]`);

	// --- what can be done with one

	function rename(id, root) {
		const item = items.find((other) => other.id === id);
		const field = element('input');
		field.value = item.title;
		field.maxLength = 80;
		field.setAttribute('aria-label', 'Name of this conversation');
		root.replaceChildren(field);
		field.select();
		field.addEventListener('keydown', (event) => {
			if (event.isComposing || !['Enter', 'Escape'].includes(event.key)) return;
			event.stopPropagation();
			if (event.key === 'Escape') field.value = item.title;
			field.blur();
		});
		field.addEventListener('blur', async () => {
			const title = field.value.trim();
			try {
				if (title && title !== item.title) await noteConversation(id, { title });
				item.title = title || item.title;
			} catch (error) {
				toast(`Not renamed: ${error.message}`);
			}
			draw();
			linkOf(id)?.focus();
		});
	}

	function remove(id, title) {
		const gone = async () => {
			if (leaving === id) leaving = null;
			try {
				const { models = [] } = await deleteConversation(id);
				items = items.filter((item) => item.id !== id);
				if (models.length) toast(`Deleted. ${models.join(', ')} learned from it, and keeps what it learned.`);
			} catch (error) {
				toast(`“${title}” was not deleted: ${error.message}`);
			}
			draw();
		};
		const undo = () => { leaving = null; draw(); linkOf(id)?.focus(); };
		toast(`Deleted “${title}”`, { undo, gone });
		leaving = id;
		draw();
		onDeleted(id);
	}

	// --- search

	async function search() {
		const query = box.value.trim();
		try {
			const found = query.length < SHORTEST ? null : await searchConversations(query);
			if (query !== box.value.trim()) return;
			hits = found;
			draw();
		} catch (error) {
			onFailed(error);
		}
	}

	box.addEventListener('input', () => {
		clearTimeout(typing);
		typing = setTimeout(search, TYPING_MS);
	});
	box.addEventListener('keydown', (event) => {
		if (event.key !== 'Escape' || !box.value) return;
		event.stopPropagation();
		box.value = '';
		search();
	});
	document.addEventListener('click', ({ target }) => {
		for (const menu of holder.querySelectorAll('details[open]')) if (!menu.contains(target)) menu.open = false;
	});

	return {
		refresh,
		setCurrent(id) { current = id; mark(); },
		titleOf: (id) => items.find((item) => item.id === id)?.title ?? null,
	};
}

/** Returns [group name, conversations] pairs, the newest first. */
function groupByDay(items, now = new Date()) {
	const daysAgo = (days) => new Date(now.getFullYear(), now.getMonth(), now.getDate() - days);
	const nameOf = (when) => {
		if (when >= daysAgo(0)) return 'Today';
		if (when >= daysAgo(1)) return 'Yesterday';
		if (when >= daysAgo(7)) return 'Last 7 days';
		return when.toLocaleDateString('en-GB', { month: 'long', year: 'numeric' });
	};
	const groups = Map.groupBy(items, ({ updated }) => nameOf(new Date(updated)));
	return [...groups];
}
