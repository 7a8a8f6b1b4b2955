// The sampling panel and what it remembers. Its rows, their usual values and the presets stand in the page.

import { byId, fieldsOf, onAction, press } from './dom.js';
import { recall, remember } from './store.js';

export function createSettings() {
	const panel = byId('settings');
	const fields = fieldsOf(panel);
	const presets = [...byId('presets').children];
	const oneLine = byId('one-line');
	const values = cleaned(recall('sampling', {}));
	draw();

	/** As its field takes it, else the usual; only a field without a usual number may be empty. */
	function clean(name, raw) {
		const { min, max, step, defaultValue } = fields.get(name).number;
		const wanted = [raw, defaultValue].map(parseFloat).find(Number.isFinite);
		return wanted === undefined ? null : Number(Math.min(max, Math.max(min, wanted)).toFixed(step.split('.')[1]?.length ?? 0));
	}

	function cleaned({ newline = true, ...stored }) {
		return { ...Object.fromEntries([...fields.keys()].map((name) => [name, clean(name, stored[name])])), newline };
	}

	function change(changed) {
		Object.assign(values, changed);
		remember('sampling', values);
		draw();
	}

	function draw() {
		fields.forEach(({ root, show, complain }, name) => {
			show(values[name]);
			complain('');
			root.querySelector('button').hidden = values[name] === clean(name);
		});
		oneLine.checked = values.newline;
		const chosen = presets.find(({ value }) => Object.entries(JSON.parse(value)).every(([name, number]) => values[name] === number));
		press(presets, (button) => button === chosen);
		byId('preset-name').textContent = chosen?.textContent ?? 'Custom';
	}

	function take({ target: { name, value } }) {
		if (fields.has(name)) change({ [name]: clean(name, value) });
	}

	panel.addEventListener('change', take);
	panel.addEventListener('input', (event) => { if (event.target.type === 'range') take(event); });
	oneLine.addEventListener('change', () => change({ newline: oneLine.checked }));
	onAction(panel, {
		preset: ({ value }) => change(JSON.parse(value)),
		reset({ value: name }) {
			change(name ? { [name]: clean(name) } : cleaned({}));
			fields.get(name)?.number.focus();
		},
	});

	return {
		/** The fields of the next request; no seed means that the server draws one. */
		request() {
			const { seed, ...rest } = values;
			return seed === null ? rest : { ...rest, seed };
		},
		useSeed: (seed) => change({ seed }),
		/** Shows what the server refused beside its field; says whether there is such a field. */
		complain(param, words) {
			fields.get(param)?.complain(words);
			return fields.has(param);
		},
	};
}
