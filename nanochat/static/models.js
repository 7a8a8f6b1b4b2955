// The Models view: which model came from which, the one that answers now, and a page for each.

import { activateModel, deleteModel, getModel, getModels } from './api.js';
import { confirmDelete } from './confirm.js';
import { byId, element, fill, fromTemplate, onAction, plural } from './dom.js';
import { showVerdict } from './verdict.js';
import { linkToModel } from './views.js';
import { modelName, shortName } from './words.js';

const KINDS = { embedded: 'comes with the program', candidate: 'candidate, not in use' };

/** A candidate that was promoted goes by its final name. */
export const entryOf = (models, name) => models.find((m) => m.name === name) ?? models.find((m) => m.name === name?.replace('candidate_', 'finetuned_'));

/** What a press can change about who answers: the words for it, and the model that then answers. */
export function offerOf(model, models) {
	const { name, kind, active, can } = model;
	if (can.includes('activate')) return { name, words: kind === 'candidate' ? 'Promote' : 'Activate', whom: '' };
	const previous = active && previousOf(models, model);
	return previous && { name: previous.name, words: 'Roll back', whom: 'to ' };
}

/** The model that would answer if `model` did not: the next older fine-tune, else the base, else the embedded one. */
function previousOf(models, { name, kind }) {
	const at = models.findIndex((m) => m.name === name);
	const next = (wanted, from = 0) => models.find((m, i) => i >= from && m.kind === wanted && m.name !== name);
	return (kind === 'fine-tuned' && next(kind, at)) || next('base') || next('embedded');
}

/** `hooks`: failed(error); changed() once another model answers. */
export function createModels(hooks) {
	const view = byId('models');
	const body = byId('models-body');
	const title = byId('models-title');
	let shown; // the model whose page it is, null for the list, undefined while the view is closed

	/** What was shown stays until the new is there. */
	async function open(name) {
		shown = name;
		fill(view, { title: name ? modelName(name) : 'Models', back: name, lead: !name });
		try {
			const { models } = await getModels();
			const node = name ? page(await getModel(name), models) : tree(models);
			if (shown !== name) return;
			fill(view, { problem: '' });
			body.replaceChildren(node);
		} catch (error) {
			if (shown === name) fail(error);
		}
	}

	function fail(error) {
		hooks.failed(error);
		if (error.unreachable) return;
		fill(view, { problem: error.message });
		if (error.status === 404) body.replaceChildren();
	}

	async function activate(name) {
		try {
			const { active } = await activateModel(name);
			hooks.changed();
			byId('announcer').textContent = `${modelName(active)} answers now`;
			if (shown === name && active !== name) location.replace(linkToModel(active)); // a candidate gets its final name
			else await open(shown);
			title.focus({ preventScroll: true });
		} catch (error) {
			fail(error);
		}
	}

	function remove(name) {
		confirmDelete('Delete this model?', `${modelName(name)} (${name}) is removed from this computer for good. What it learned from stays, so that another model can be made from it.`, async () => {
			await deleteModel(name);
			if (shown) location.hash = '#/models';
			else await open(null);
			title.focus({ preventScroll: true });
		});
	}

	onAction(body, { use: ({ value }) => activate(value), delete: ({ value }) => remove(value) });
	return { open, close() { shown = undefined; } };
}

// --- the list

/** Each model under the one that it was made from. */
function tree(models) {
	const born = Object.groupBy(models, ({ parent }) => (models.some(({ name }) => name === parent) ? parent : ''));
	const branch = (of) => element('ul', 'tree', ...of.map((m) => element('li', '', card(m, models), born[m.name] ? branch(born[m.name]) : '')));
	return branch(born['']);
}

function card(model, models) {
	const { name, kind, active, can, verdict, ratings } = model;
	const root = fromTemplate('model-template');
	const title = modelName(name);
	const offer = offerOf(model, models);
	const [link, archive] = root.querySelectorAll('a');
	const [use, erase] = root.querySelectorAll('button');
	fill(root, {
		...model,
		title,
		file: name !== 'embedded' && title !== shortName(name) && name,
		kind: KINDS[kind] ?? kind,
		reason: verdict?.reasons[0],
		use: offer?.words,
		delete: can.includes('delete'),
		export: can.includes('export'),
		replies: ratings?.replies || null,
		rated: `${ratings?.up} good, ${ratings?.down} bad`,
	});
	root.classList.toggle('active', active);
	link.href = linkToModel(name);
	archive.href = `models/${encodeURIComponent(name)}/export`;
	archive.ariaLabel = `Export ${title}`;
	erase.value = name;
	erase.ariaLabel = erase.title = `Delete ${title}`;
	if (offer) {
		use.value = offer.name;
		use.ariaLabel = use.title = `${offer.words} ${offer.whom}${modelName(offer.name)}`;
	}
	return root;
}

// --- a model's page

function page(model, models) {
	const { name, kind, verdict, exchanges, learned_from: lessons = [] } = model;
	const root = fromTemplate('model-page-template');
	const others = exchanges - lessons.length;
	fill(root, {
		verdict,
		judged: `${verdict?.better ? 'Judged' : 'Not judged'} better than the one before`,
		tuned: ['fine-tuned', 'candidate'].includes(kind),
		others: others > 0 && `${lessons.length ? 'And ' : ''}${plural(others, 'exchange')} that are not yours or no longer here.`,
	});
	if (verdict) showVerdict(root.querySelector('.verdict'), verdict);
	root.querySelector('.rows').append(...lessons.map(({ user, assistant }) => element('li', 'row', element('p', 'row-user', user), element('p', 'row-reply', assistant))));
	root.prepend(card({ ...model, ...models.find((m) => m.name === name) }, models));
	return root;
}
