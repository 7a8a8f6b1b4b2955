// What was said, as the model would learn it: counts, shares, and a list in which each exchange can be left out.

import { getLessons, sendFeedback } from './api.js';
import { byId, element, fill, fromTemplate, onAction, plural, press } from './dom.js';

const PAGE = 40;
const FILTERS = {
	all: () => true,
	corrected: (item) => item.corrected,
	unused: (item) => !item.used,
	flagged: (item) => item.flags.length,
};

/** `onSurvey` hears of each new count. */
export function createLessons(onSurvey) {
	const card = byId('data');
	const list = byId('data-rows');
	const more = byId('data-more');
	const filters = [...byId('data-filters').children];
	let items = [];
	let filter = 'all';

	async function refresh() {
		const survey = await getLessons();
		items = survey.items;
		fill(card, { ...countsOf(survey), missing: !survey.enough && survey.missing });
		showShare(items);
		draw();
		onSurvey(survey);
	}

	/** Rows that are there already stay, so that a click does not move the list under the reader. */
	function draw(most = PAGE) {
		const kept = new Map([...list.children].map((row) => [row.dataset.name, row]));
		const matching = items.filter((item) => FILTERS[filter](item) || kept.has(nameOf(item)));
		const rows = matching.slice(0, Math.max(most, kept.size)).map((item) => showItem(item, kept.get(nameOf(item)) ?? fromTemplate('lesson-template')));
		if (rows.length !== kept.size || rows.some((row, i) => row !== list.children[i])) list.replaceChildren(...rows);
		const others = matching.length - rows.length;
		more.hidden = !others;
		more.textContent = `Show more (${plural(others, 'exchange')})`;
		for (const { value, lastElementChild } of filters) lastElementChild.textContent = items.filter(FILTERS[value]).length.toLocaleString('en');
		press(filters, ({ value }) => value === filter);
	}

	onAction(card, {
		filter({ value }) {
			filter = value;
			list.replaceChildren();
			draw();
		},
		more: () => draw(list.children.length + PAGE),
	});

	list.addEventListener('change', async ({ target: box }) => {
		try {
			await sendFeedback({ id: box.value, excluded: !box.checked });
			fill(card, { problem: '' });
			await refresh();
		} catch (error) {
			box.checked = !box.checked;
			fill(card, { problem: `Not kept: ${error.message}` });
		}
	});

	return { refresh };
}

/** A line that was written by hand has no id. */
const nameOf = ({ id, user, said }) => id || `${user}\n${said}`;

function partOf({ used, part }) {
	if (!used) return 'rest';
	return part === 'held out' ? 'held' : 'train';
}

function showItem(item, row) {
	const { id, user, said, assistant, used, why, corrected, rating, excluded, flags } = item;
	const box = row.querySelector('input');
	row.dataset.name = nameOf(item);
	row.classList.toggle('unused', !used);
	Object.assign(box, { value: id, checked: used, disabled: !id || (!used && !excluded) });
	fill(row, { user, held: partOf(item) === 'held', why: !used && `not used: ${why}`, corrected, good: rating > 0, bad: rating < 0 });
	row.querySelector('.row-reply').replaceChildren(...(corrected ? [element('del', '', said), ' ', element('ins', '', assistant)] : [assistant]));
	row.querySelector('.flags').replaceChildren(...flags.map((flag) => element('span', 'tag caution', flag === 'duplicate' ? flag : `may hold: ${flag}`)));
	return row;
}

function countsOf({ conversations, exchanges, corrected, liked, disliked, left_out: left, tokens, duplicates, personal }) {
	const odd = [duplicates && plural(duplicates, 'duplicate'), personal && `${personal} that may hold personal data`].filter(Boolean);
	return {
		counting: false,
		counted: `${plural(conversations, 'conversation')}, ${plural(exchanges, 'exchange')}`,
		judged: `, ${corrected} corrected, ${liked} rated good, ${disliked} rated bad; ${left} left out${tokens ? `, ${plural(tokens, 'token')} to learn from` : ''}.`,
		odd: odd.length && ` There may be something to look at: ${odd.join(' and ')}.`,
	};
}

function showShare(items) {
	const share = byId('data-share');
	const shares = Object.groupBy(items, partOf);
	share.hidden = !items.length;
	for (const part of share.querySelectorAll('[data-part]')) {
		const number = shares[part.dataset.part]?.length ?? 0;
		part.hidden = !number;
		if (part.children.length) fill(part, { number });
		else part.style.flexGrow = number; // in the bar
	}
}
