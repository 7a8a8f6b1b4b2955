// A run as it goes: how far it is, its plot, and what the model says at each look.

import { byId, element, fill } from './dom.js';
import { deviceName } from './model.js';
import { createPlot } from './plot.js';
import { count, duration } from './words.js';

const TITLES = { running: 'Learning', paused: 'Paused', interrupted: 'Interrupted', ended: 'Finished', failed: 'It did not work' };

/** `steer(what)`, to pause, resume or stop, promises whether it was taken. */
export function createRun(steer) {
	const card = byId('run');
	const plot = createPlot(byId('run-plot'));
	const sample = byId('run-sample');
	const older = sample.querySelector('ol');
	const holder = byId('run-buttons');
	const buttons = [...holder.children];
	let said = null; // the newest sample
	let shownState = null;

	function clear() {
		plot.clear();
		said = null;
		sample.hidden = true;
		older.replaceChildren();
	}

	function show(training) {
		const { state, message, run, can, step } = training;
		const title = TITLES[state] ?? state;
		card.hidden = state === 'idle';
		plot.setRunning(state === 'running');
		fill(card, {
			title,
			run,
			elsewhere: !run,
			what: run && [run.preset?.replace('lora', 'LoRA'), deviceName(run.device)].filter(Boolean).join(' · '),
			problem: state === 'failed' && message,
			note: run && (state === 'ended' || state === 'interrupted' ? message : step?.note),
			chat: state === 'running',
			...(run && progress(training)),
		});
		showButtons(state, can);
		if (shownState && shownState !== state) byId('announcer').textContent = `Fine-tune: ${title}`;
		shownState = state;
	}

	function progress({ state, step, eta, tokens_per_second: speed }) {
		const bar = byId('run-progress');
		const running = state === 'running';
		bar.hidden = state === 'ended' || state === 'failed';
		if (step) Object.assign(bar, { max: step.total || 1, value: step.step });
		else bar.removeAttribute('value');
		return {
			steps: step ? `${count(step.step)} of ${count(step.total)}` : '–',
			left: running && (step?.step >= step?.total ? 'judging' : duration(eta)),
			took: !running && duration(step?.seconds),
			speed: running && (speed ? count(Math.round(speed)) : '–'),
			best: step?.best ?? NaN,
			best_at: Number.isFinite(step?.best) && `at step ${step.best_step}`,
		};
	}

	/** What was pressed says so until the state is another one: a step may take a while. */
	function showButtons(state, can) {
		if (holder.disabled && shownState === state) return;
		const now = document.activeElement;
		const lost = holder.disabled ? [document.body, ...buttons].includes(now) : buttons.includes(now) && !can.includes(now.value);
		for (const button of buttons) button.hidden = !can.includes(button.value);
		release();
		if (lost) (buttons.find((button) => !button.hidden) ?? byId('run-title')).focus();
	}

	function release() {
		holder.disabled = false;
		for (const button of buttons) button.ariaBusy = false;
	}

	async function act(pressed) {
		holder.disabled = pressed.ariaBusy = true;
		if (!await steer(pressed.value)) release();
	}

	function take(event) {
		plot.add(event);
		if (event.sample || event.prompt) showSample(event);
	}

	function showSample({ step, prompt, sample: reply }) {
		const words = reply || '(empty)';
		if (said && said.step !== step && said.words !== words) older.prepend(element('li', '', element('span', 'small', `step ${said.step}`), ` ${said.words}`));
		said = { step, words };
		sample.hidden = false;
		fill(sample, { prompt, words, when: `at ${step ? `step ${step}` : 'the start'}` });
	}

	buttons.forEach((button) => button.addEventListener('click', () => act(button)));
	return { show, take, clear };
}
