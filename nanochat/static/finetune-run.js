// A run as it goes: how far it is, its plot, and what the model says at each look.

import { byId, element, tell, terms } from './dom.js';
import { deviceName } from './model.js';
import { createPlot } from './plot.js';
import { duration, loss } from './words.js';

const TITLES = { running: 'Learning', paused: 'Paused', interrupted: 'Interrupted', ended: 'Finished', failed: 'It did not work' };
const ELSEWHERE = 'Another program on this machine is training here. It can be neither followed nor steered from this page.';

/** `steer` has pause(), resume() and stop(), each a promise of whether it was taken. */
export function createRun(steer) {
  const plot = createPlot(byId('run-plot'));
  const older = byId('sample-older');
  const buttons = [...byId('run-buttons').children];
  let said = null; // the newest sample
  let shownState = null;
  let acting = null; // the state in which one of them was pressed

  function clear() {
    plot.clear();
    said = null;
    byId('run-sample').hidden = true;
    older.hidden = true;
    older.querySelector('ol').replaceChildren();
  }

  /** `training` is what GET /finetune says. */
  function show(training) {
    const { state, message, run, can } = training;
    byId('run').hidden = state === 'idle';
    for (const part of [byId('run-progress'), byId('run-tiles'), byId('run').querySelector('.run-body')]) part.hidden = !run;
    byId('run-title').textContent = TITLES[state] ?? state;
    byId('run-what').textContent = run ? [presetName(run.preset), deviceName(run.device)].filter(Boolean).join(' · ') : '';
    tell(byId('run-problem'), state === 'failed' ? message : '');
    tell(byId('run-note'), run ? noteOf(training) : ELSEWHERE);
    byId('run-chat').hidden = state !== 'running';
    plot.setRunning(state === 'running');
    if (run) showProgress(training);
    showButtons(state, can);
    if (shownState && shownState !== state) byId('announcer').textContent = `Fine-tune: ${TITLES[state] ?? state}`;
    shownState = state;
  }

  const noteOf = ({ state, message, step }) => (state === 'ended' || state === 'interrupted' ? message : step?.note);

  function showProgress({ state, step, eta, tokens_per_second: speed }) {
    const bar = byId('run-progress');
    bar.hidden = state === 'ended' || state === 'failed';
    if (step) Object.assign(bar, { max: step.total || 1, value: step.step });
    else bar.removeAttribute('value');
    const tiles = [
      ['Step', step ? `${step.step.toLocaleString('en')} of ${step.total.toLocaleString('en')}` : '–'],
      state === 'running' ? ['Time left', step && step.step >= step.total ? 'judging' : duration(eta)] : ['Took', duration(step?.seconds)],
      state === 'running' && ['Tokens a second', speed ? Math.round(speed).toLocaleString('en') : '–'],
      ['Best held-out loss', loss(step?.best), Number.isFinite(step?.best) && `at step ${step.best_step}`],
    ];
    byId('run-tiles').replaceChildren(...terms(tiles.filter(Boolean)));
  }

  /** What was pressed says so until the state is another one: a step may take a while. */
  function showButtons(state, can) {
    if (acting === state) return;
    const now = document.activeElement;
    const lost = acting ? [document.body, ...buttons].includes(now) : buttons.includes(now) && !can.includes(now.value);
    for (const button of buttons) button.hidden = !can.includes(button.value);
    release();
    if (lost) (buttons.find((button) => !button.hidden) ?? byId('run-title')).focus();
  }

  function release() {
    acting = null;
    for (const button of buttons) button.disabled = button.ariaBusy = false;
  }

  async function act(pressed) {
    for (const button of buttons) button.disabled = true;
    pressed.ariaBusy = true;
    acting = shownState;
    if (!await steer[pressed.value]()) release();
  }

  /** One step of the run, from the stream of its events. */
  function take(event) {
    plot.add(event);
    if (event.sample || event.prompt) showSample(event);
  }

  function showSample({ step, prompt, sample }) {
    if (said && said.step !== step && said.sample !== sample) {
      older.querySelector('ol').prepend(element('li', '', element('span', 'small', `step ${said.step}`), ` ${said.sample || '(empty)'}`));
      older.hidden = false;
    }
    said = { step, sample };
    byId('run-sample').hidden = false;
    byId('sample-prompt').textContent = prompt;
    byId('sample-newest').textContent = sample || '(empty)';
    byId('sample-when').textContent = `at ${step ? `step ${step}` : 'the start'}`;
  }

  buttons.forEach((button) => button.addEventListener('click', () => act(button)));
  return { show, take, clear };
}

const presetName = (name) => (name === 'lora' ? 'LoRA' : name ? name[0].toUpperCase() + name.slice(1) : '');
