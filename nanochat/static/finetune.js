// The Fine-tune view. The server says what state the run is in, and that decides what is shown; its steps are followed while the view is open.

import { getTraining, startTraining, steerTraining } from './api.js';
import { byId, tell } from './dom.js';
import { createLessons } from './finetune-data.js';
import { createResult } from './finetune-result.js';
import { createRun } from './finetune-run.js';
import { createSetup } from './finetune-setup.js';

const LOOK_MS = 2500;

/** `hooks`: failed(error) for what went wrong on the way to the server; changed() once another model answers. */
export function createFinetune(hooks) {
	const stepper = byId('stepper');
	const problem = byId('finetune-problem');
	const setup = createSetup(start);
	const lessons = createLessons((survey) => { setup.show(survey); enough = survey.enough; showSteps(); });
	const run = createRun((what) => steer(() => steerTraining(what)));
	const result = createResult(hooks);
	let shown = null; // the run that is shown, by its id
	let seen = 0; // number of its last event that has arrived
	let state = null;
	let enough = false;
	let source = null; // of the run's events
	let timer = null; // of the next look, while the view is open

	function open() {
		lessons.refresh().catch(fail);
		timer ??= setInterval(() => { if (!document.hidden) look(); }, LOOK_MS);
		return look();
	}

	function close() {
		clearInterval(timer);
		timer = null;
		unfollow();
	}

	const look = () => steer(getTraining);

	function show(training) {
		const { can, events } = training;
		const id = training.run?.id ?? null;
		tell(problem, '');
		if (id !== shown) {
			unfollow();
			[shown, seen] = [id, 0];
			run.clear();
		}
		const ended = state?.state === 'running' && training.state === 'ended';
		state = training;
		run.show(training);
		result.show(training);
		setup.allow(can);
		byId('prepare').hidden = !can.includes('start');
		showSteps();
		if (ended) lessons.refresh().catch(fail);
		if (timer && !source && (training.state === 'running' || events > seen)) follow();
	}

	/** Data → How → Learning → Verdict: where one is, and what lies behind; each leads to its card. */
	function showSteps() {
		const at = state?.verdict ? 3 : state?.run ? 2 : Number(enough);
		stepper.querySelectorAll('button').forEach((step, i) => {
			step.className = i < at ? 'done' : '';
			step.ariaCurrent = i === at ? 'step' : null;
			step.disabled = !byId(step.value).checkVisibility();
		});
	}

	function follow() {
		source = new EventSource(`finetune/events?after=${seen}`);
		source.onerror = unfollow; // the run has ended or the server is gone: the next look knows
		source.onmessage = ({ data }) => {
			const event = JSON.parse(data);
			seen = event.number;
			if (event.type === 'step') run.take(event);
			else if (event.type === 'state' && event.state !== state.state) look();
		};
	}

	function unfollow() {
		source?.close();
		source = null;
	}

	async function start(settings) {
		show(await startTraining(settings));
		goTo('run-title', 'nearest');
	}

	function goTo(id, block) {
		byId(id).scrollIntoView({ block });
		byId(id).focus({ preventScroll: true });
	}

	/** Shows the state that the server answers with; says whether it did. */
	async function steer(act) {
		try {
			show(await act());
			return true;
		} catch (error) {
			fail(error);
			return false;
		}
	}

	function fail(error) {
		hooks.failed(error);
		if (!error.unreachable && timer) tell(problem, error.message);
	}

	stepper.addEventListener('click', ({ target }) => { if (target.value) goTo(target.value, 'center'); });
	return { open, close };
}
