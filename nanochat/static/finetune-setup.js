// How it learns: a preset, or single settings within the server's limits; kept in this browser until they are used.

import { byId, fieldsOf, fill, fromTemplate, tell } from './dom.js';
import { recall, remember } from './store.js';
import { duration } from './words.js';

/** `start(settings)` may be refused; the words of the refusal are shown where they belong. */
export function createSetup(start) {
	const form = byId('prepare');
	const button = byId('setup-start');
	const advanced = byId('setup-advanced');
	const choices = byId('setup-presets');
	const fields = fieldsOf(advanced);
	let { preset = 'standard', changed = {} } = recall('finetune', {}); // changed: as it was typed
	let presets = [];
	let enough = false;
	let can = []; // what the state of the run allows

	const current = () => presets.find(({ name }) => name === preset) ?? presets[0] ?? { settings: {} };
	const rangeOf = ({ root }) => root.querySelector('.range');

	function show(survey) {
		({ presets, enough } = survey);
		presets.forEach(({ name, title, about, seconds }, i) => {
			const choice = choices.children[i] ?? choices.appendChild(fromTemplate('choice-template'));
			fill(choice, { title, about, facts: seconds && `about ${duration(seconds)} on this machine` });
			Object.assign(choice.querySelector('input'), { value: name, checked: name === current().name });
		});
		fields.forEach((field, name) => {
			const [min, max] = survey.limits[name];
			Object.assign(field.number, { min, max });
			rangeOf(field).textContent = [min, max].map((limit) => limit.toLocaleString('en', { maximumSignificantDigits: 3 })).join(' to ');
		});
		draw();
	}

	form.addEventListener('input', ({ target: { name, value } }) => {
		if (name === 'preset') {
			[preset, changed] = [value, {}];
			fields.forEach(({ complain }) => complain(''));
		} else if (fields.has(name)) {
			delete changed[name];
			if (value !== '' && Number(value) !== current().settings[name]) changed[name] = value;
			check(fields.get(name));
		} else return;
		remember('finetune', { preset, changed });
		draw();
	});

	function check(field) {
		const fits = field.number.value !== '' && field.number.checkValidity();
		field.complain(fits ? '' : `A number from ${rangeOf(field).textContent}, please.`);
		return fits;
	}

	function draw() {
		fields.forEach(({ number, show: put }, name) => {
			if (document.activeElement !== number) put(changed[name] ?? current().settings[name]);
		});
		tell(byId('setup-estimate'), enough ? estimate() : 'There is not enough to learn from yet.');
		button.disabled = !can.includes('start') || !enough;
		button.textContent = can.includes('resume') ? 'Start anew' : 'Start fine-tuning';
	}

	function estimate() {
		const { seconds, settings } = current();
		const share = (name) => (settings[name] ? Number(changed[name] ?? settings[name]) / settings[name] : 1);
		const time = seconds ? `About ${duration(seconds * share('steps') * share('batch_size'))} on this machine. ` : '';
		return `${time}${can.includes('resume') ? 'The run above is given up.' : 'Chat stays open meanwhile.'}`;
	}

	form.addEventListener('submit', async (event) => {
		event.preventDefault();
		const wrong = [...fields.values()].filter((field) => !check(field));
		if (wrong.length) return showField(wrong[0]);
		button.disabled = true;
		tell(byId('setup-problem'), '');
		try {
			const numbers = Object.entries(changed).map(([name, value]) => [name, Number(value)]);
			await start({ preset: current().name, ...Object.fromEntries(numbers), ...(byId('setup-force').checked && { force: true }) });
		} catch ({ param, message }) {
			const field = fields.get(param);
			if (field) showField(field, message);
			else tell(byId('setup-problem'), message);
		}
		draw();
	});

	function showField({ number, complain }, words) {
		if (words) complain(words);
		advanced.open = true;
		number.focus();
	}

	advanced.open = Object.keys(changed).length > 0;
	return { show, allow(next) { can = next; draw(); } };
}
