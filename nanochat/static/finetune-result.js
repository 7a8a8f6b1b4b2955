// The result of a run: the verdict in words and numbers, and what can be done with the new model.

import { activateModel, getModels } from './api.js';
import { byId, fill, onAction, tell } from './dom.js';
import { entryOf, offerOf } from './models.js';
import { recall, remember } from './store.js';
import { headline, showVerdict } from './verdict.js';
import { linkToModel } from './views.js';

const ARRIVAL_MS = 1500;

export function createResult(hooks) {
	const card = byId('result');
	const title = byId('result-title');
	let verdict;
	let shown; // the model of the verdict that is drawn

	function show(training) {
		card.hidden = !training.verdict;
		if (!training.verdict || shown === training.model) return;
		({ verdict, model: shown } = training);
		showVerdict(byId('result-verdict'), verdict);
		draw(null, []);
		refresh(4);
	}

	/** A model that was promoted takes a moment to come in. */
	async function refresh(tries) {
		const model = shown;
		try {
			const { models } = await getModels();
			if (shown !== model) return;
			const entry = entryOf(models, model);
			const onItsWay = verdict.promoted && entry && !entry.active && tries > 0;
			draw(onItsWay ? null : entry, models);
			if (onItsWay) setTimeout(refresh, ARRIVAL_MS, tries - 1);
			else hooks.changed();
		} catch (error) {
			hooks.failed(error);
			shown = undefined; // the next look tries again
		}
	}

	function draw(entry, models) {
		const offer = entry && offerOf(entry, models);
		const candidate = entry?.kind === 'candidate';
		const kept = candidate && recall('kept-old') === shown;
		const asked = candidate && !kept;
		const { better } = verdict;
		const [, use, keep, about] = byId('result-buttons').children;
		fill(card, { title: headline(verdict, entry?.active), kept, use: offer?.words, keep: asked, about: entry, problem: '' });
		if (offer) use.value = offer.name;
		if (entry) about.href = linkToModel(entry.name);
		card.classList.toggle('better', better);
		use.classList.toggle('primary', asked && better);
		keep.classList.toggle('primary', asked && !better);
	}

	onAction(card, {
		async use({ value }) {
			try {
				await activateModel(value);
				await refresh(0);
				title.focus();
			} catch (error) {
				tell(byId('result-problem'), error.message);
				hooks.failed(error);
			}
		},
		async keep() {
			remember('kept-old', shown);
			await refresh(0);
			title.focus();
		},
	});
	return { show };
}
