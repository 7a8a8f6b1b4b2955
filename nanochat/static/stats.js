// Stats: what the server is doing, its rules, and what is kept. The words stand in the page.

import { forgetAll, getModels, getStats, importLines, logOut } from './api.js';
import { confirmDelete } from './confirm.js';
import { byId, element, fillIn, tell } from './dom.js';
import { linkToModel } from './views.js';
import { duration, modelName, size } from './words.js';

/** `hooks`: failed(error); listChanged(whether nothing is left). */
export function createStats(hooks) {
	const at = (name) => byId(`stats-${name}`);
	let speeds = Array(30).fill(0); // every two seconds of the last minute
	let before;
	let timer;
	let done; // what came of an import, or of deleting everything

	const attempt = (place, act) => act().catch((error) => { hooks.failed(error); tell(at(place), error.message); });

	function poll() {
		clearTimeout(timer);
		timer = setTimeout(poll, 2000);
		if (!document.hidden) attempt('problem', async () => { show(await getStats()); tell(at('problem')); });
	}

	function show(stats) {
		const { rules, model, written_tokens: written } = stats;
		fillIn(at('body'), { ...stats, ...rules, ...stats.training, ...done,
			model: modelName(model), uptime: duration(stats.uptime), cache_bytes: size(stats.cache_bytes), hosts: rules.hosts.join(', ') });
		at('model').href = linkToModel(model);
		speeds = [...speeds.slice(1), Math.max(0, written - (before ?? written))];
		before = written;
		at('spark').setAttribute('points', speeds.map((speed, i) => [i, 19 - 18 * speed / Math.max(1, ...speeds)]).join(' '));
		at('body').hidden = false;
	}

	const linked = (tag, name) => element(tag, '', element('a', { href: linkToModel(name) }, modelName(name)));

	async function open() {
		poll();
		const { models } = await getModels();
		at('ratings').replaceChildren(...models.map(({ name, ratings: { replies, up, down } }) => (
			element('tr', '', linked('th', name), ...[replies, up, down].map((count) => element('td', '', count))))));
	}

	async function importFile({ target: input }) {
		const lines = (await input.files[0].text()).match(/\S.*/g) ?? [];
		input.value = '';
		done = { imported: true, added: 0, known: 0, refused: 0 };
		while (lines.length) {
			const told = await importLines(lines.splice(0, 50)); // at most 200, and a megabyte
			for (const what of ['added', 'known', 'refused']) done[what] += told[what];
			done.reason ||= told.reason;
		}
		hooks.listChanged();
		poll();
	}

	at('forget').onclick = ({ target: { dataset } }) => {
		let presses = 0;
		confirmDelete(dataset.title, dataset.text, async () => {
			if (!presses++) throw Error(dataset.again);
			done = await forgetAll();
			done.learned = done.models.length;
			at('learned').replaceChildren(...done.models.map((name) => linked('li', name)));
			hooks.listChanged(true);
			poll();
		});
	};
	at('import').onclick = () => at('file').click();
	at('file').onchange = (event) => attempt('note', () => importFile(event));
	at('logout').onclick = () => attempt('note', async () => { await logOut(); location.reload(); });

	return { open: () => attempt('problem', open), close: () => clearTimeout(timer) };
}
