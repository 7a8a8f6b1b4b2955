// What was found when a new model was judged against the old one.

import { element, fill, fromTemplate } from './dom.js';
import { loss, percent } from './words.js';

const SAY = {
	loss,
	perplexity: (value) => (Number.isFinite(value) ? Math.exp(value).toPrecision(3) : '–'),
	count: (value, count) => `${value}\u00a0of\u00a0${count}`,
};

export function headline({ better, promoted }, active = promoted) {
	if (better) return active ? 'Better: it answers from now on' : 'Better than the model that answers now';
	return active ? 'Not judged better, but used because you wanted it' : 'Not better: the old model stays';
}

export function showVerdict(place, verdict) {
	const { reasons, general, prompts = [] } = verdict;
	const root = fromTemplate('verdict-template');
	const trials = root.querySelector('.trials');
	root.querySelector('.reasons').append(...reasons.map((words) => element('li', '', words)));
	for (const row of root.querySelectorAll('[data-of]')) fillRow(row, verdict);
	showForgetting(root.querySelector('.forgetting'), general);
	trials.append(...prompts.map(trial));
	trials.hidden = !prompts.length;
	place.replaceChildren(root);
}

/** The row says what it shows: data-of="replies.empty", as data-say; data-wanted is 1 where more is better, -1 where less is. */
function fillRow(row, verdict) {
	const { of, say, wanted } = row.dataset;
	const [group, name] = of.split('.');
	const measured = name ? verdict[group]?.[name] : verdict[group];
	row.hidden = !measured;
	if (!measured) return;
	const { before, after } = measured;
	const gain = [before, after].every(Number.isFinite) ? (after - before) * wanted : 0;
	const words = gain && (gain > 0 ? '↗ better' : '↘ worse');
	row.querySelector('.tag').classList.add(gain > 0 ? 'learn' : 'alarm');
	fill(row, { before: SAY[say](before, verdict[group].count), after: SAY[say](after, verdict[group].count), gain: words });
}

/** How much harder general text became: the change of its perplexity. */
function showForgetting(place, general) {
	const change = Math.exp(general?.after - general?.before) - 1;
	const meter = place.querySelector('meter');
	place.hidden = !Number.isFinite(change);
	meter.value = change || 0;
	const lost = change >= meter.high ? 'much was' : change >= meter.low ? 'something was' : 'hardly anything was';
	fill(place, { change: percent(change), lost });
}

function trial({ user, before, after, wanted }) {
	const root = fromTemplate('trial-template');
	fill(root, { user });
	if (!wanted) root.querySelector('.wanted').remove();
	root.querySelectorAll('dd').forEach((place, i) => {
		const said = [before, after, wanted][i];
		place.textContent = said || 'empty';
		place.classList.toggle('empty', !said);
	});
	return root;
}
