// The Fine-tune view. The server says what state the run is in, and that decides what is shown; its steps are followed while the view is open.

import { followTraining, getTraining, pauseTraining, resumeTraining, startTraining, stopTraining } from './api.js';
import { byId, tell } from './dom.js';
import { createLessons } from './finetune-data.js';
import { createResult } from './finetune-result.js';
import { createRun } from './finetune-run.js';
import { createSetup } from './finetune-setup.js';

const LOOK_MS = 2500;
const STEERING = { pause: pauseTraining, resume: resumeTraining, stop: stopTraining };

/** `hooks`: failed(error) for what went wrong on the way to the server; changed() once another model answers. */
export function createFinetune(hooks) {
  const prepare = byId('prepare');
  const steps = [...document.querySelectorAll('#stepper button')];
  const setup = createSetup(start);
  const lessons = createLessons((survey) => { setup.show(survey); enough = survey.enough; showSteps(); });
  const run = createRun((what) => steer(STEERING[what]));
  const result = createResult(hooks);
  let isOpen = false;
  let shown = null; // the run that is shown, by its id
  let seen = 0; // number of its last event that has arrived
  let state = null;
  let enough = false;
  let follower = null;
  let timer = 0;

  function open() {
    isOpen = true;
    lessons.refresh().catch(fail);
    return look();
  }

  function close() {
    isOpen = false;
    clearTimeout(timer);
    follower?.abort();
  }

  async function look() {
    await steer(getTraining);
    schedule();
  }

  function schedule() {
    clearTimeout(timer);
    if (isOpen) timer = setTimeout(() => (document.hidden ? schedule() : look()), LOOK_MS);
  }

  function show(training) {
    tell(byId('finetune-problem'), '');
    if (training.run?.id !== shown) forget(training.run?.id ?? null);
    const ended = state?.state === 'running' && training.state === 'ended';
    state = training;
    run.show(training);
    result.show(training);
    setup.allow(training.can);
    prepare.hidden = !training.can.includes('start');
    showSteps();
    if (ended) lessons.refresh().catch(fail);
    if (isOpen && !follower && (training.state === 'running' || training.events > seen)) follow();
  }

  /** Data → How → Learning → Verdict: where one is, and what lies behind; each leads to its card. */
  function showSteps() {
    const at = state?.verdict ? 3 : state?.run ? 2 : Number(enough);
    steps.forEach((step, i) => {
      step.className = i < at ? 'done' : '';
      step.ariaCurrent = i === at ? 'step' : null;
      step.disabled = !byId(step.value).checkVisibility();
    });
  }

  function forget(id) {
    follower?.abort();
    follower = null;
    [shown, seen] = [id, 0];
    run.clear();
  }

  async function follow() {
    const controller = new AbortController();
    follower = controller;
    try {
      for await (const event of followTraining(seen, controller.signal)) {
        if (controller.signal.aborted) break;
        seen = event.number;
        if (event.type === 'step') run.take(event);
        else if (event.type === 'state' && event.state !== state.state) look();
      }
    } catch (error) {
      if (!controller.signal.aborted) fail(error);
    }
    if (follower === controller) follower = null;
  }

  // --- what a button does

  async function start(settings) {
    show(await startTraining(settings));
    byId('run').scrollIntoView({ block: 'nearest' });
    byId('run-title').focus({ preventScroll: true });
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
    if (!error.unreachable && isOpen) tell(byId('finetune-problem'), error.message);
  }

  steps.forEach((step) => step.addEventListener('click', () => {
    byId(step.value).scrollIntoView({ block: 'center' });
    byId(step.value).focus({ preventScroll: true });
  }));
  return { open, close };
}
