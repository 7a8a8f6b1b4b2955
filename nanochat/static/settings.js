// The sampling panel: its rows, presets and memory.

import { byId, element, fromTemplate } from './dom.js';
import { recall, remember } from './store.js';

const ROWS = [
  { name: 'temperature', label: 'Temperature', min: 0, max: 2, step: 0.05, hint: 'Low keeps to the likeliest words, high takes risks. 0 always takes the likeliest.' },
  { name: 'top_k', label: 'Top-k', min: 0, max: 200, step: 1, hint: 'Choose among this many of the likeliest pieces. 0 is off.' },
  { name: 'top_p', label: 'Top-p', min: 0.05, max: 1, step: 0.05, hint: 'Choose among the likeliest pieces that together reach this share. 1 is off.' },
  { name: 'min_p', label: 'Min-p', min: 0, max: 0.5, step: 0.01, hint: 'Leave out pieces less likely than this part of the best one. 0 is off.' },
  { name: 'repetition_penalty', label: 'Repetition penalty', min: 1, max: 2, step: 0.05, hint: 'Above 1, words already used become less likely.' },
  { name: 'max_tokens', label: 'Longest reply', min: 1, max: 512, step: 1, hint: 'In tokens; a longer reply is cut here.' },
  { name: 'seed', label: 'Seed', min: 0, max: 2 ** 31 - 1, step: 1, empty: 'random', hint: 'Same seed, same settings, same reply. Empty is random.' },
];

const PRESETS = {
  Precise: { temperature: 0.3, top_k: 20, top_p: 0.9, min_p: 0.05, repetition_penalty: 1.1 },
  Balanced: { temperature: 0.5, top_k: 40, top_p: 0.9, min_p: 0, repetition_penalty: 1.1 },
  Wild: { temperature: 1.3, top_k: 0, top_p: 1, min_p: 0.02, repetition_penalty: 1 },
};

const DEFAULTS = { ...PRESETS.Balanced, max_tokens: 128, seed: null };

export function createSettings() {
  const values = tidy(recall('sampling', {}));
  const rows = new Map(ROWS.map((spec) => [spec.name, createRow(spec, (value) => change({ [spec.name]: value }))]));
  const presets = Object.keys(PRESETS).map(presetButton);

  byId('setting-rows').append(...[...rows.values()].map((row) => row.root));
  byId('presets').append(...presets);
  byId('reset-settings').addEventListener('click', () => change(DEFAULTS));
  draw();

  function presetButton(name) {
    const button = element('button', 'preset', name);
    button.type = 'button';
    button.addEventListener('click', () => change(PRESETS[name]));
    return button;
  }

  function change(changed) {
    Object.assign(values, changed);
    remember('sampling', values);
    draw();
  }

  function draw() {
    rows.forEach((row, name) => { row.show(values[name]); row.complain(''); });
    const chosen = presetOf(values);
    presets.forEach((button) => button.setAttribute('aria-pressed', String(button.textContent === chosen)));
    byId('preset-name').textContent = chosen ?? 'Custom';
  }

  return {
    /** The fields of the next request; no seed means that the server draws one. */
    request() {
      const { seed, ...rest } = values;
      return seed === null ? rest : { ...rest, seed };
    },
    useSeed: (seed) => change({ seed }),
    /** Shows what the server refused beside its field; says whether there is such a field. */
    complain(param, words) {
      rows.get(param)?.complain(words);
      return rows.has(param);
    },
  };
}

function createRow(spec, onChange) {
  const root = fromTemplate('setting-template');
  const number = root.querySelector('.setting-number');
  const slider = root.querySelector('.setting-slider');
  const label = root.querySelector('.setting-label');
  const hint = root.querySelector('.setting-hint');
  const problem = root.querySelector('.setting-problem');

  number.id = `setting-${spec.name}`;
  label.htmlFor = number.id;
  label.textContent = spec.label;
  hint.id = `${number.id}-hint`;
  hint.textContent = spec.hint;
  problem.id = `${number.id}-problem`;
  for (const input of [number, slider]) {
    Object.assign(input, { min: spec.min, max: spec.max, step: spec.step });
    input.setAttribute('aria-describedby', `${hint.id} ${problem.id}`);
  }
  slider.setAttribute('aria-label', `${spec.label}, slider`);
  if ('empty' in spec) {
    slider.remove();
    number.placeholder = spec.empty;
  }

  number.addEventListener('change', () => onChange(clean(spec, number.value)));
  slider.addEventListener('input', () => onChange(clean(spec, slider.value)));

  return {
    root,
    show(value) {
      number.value = value ?? '';
      slider.value = value ?? spec.min;
    },
    complain(words) {
      problem.textContent = words;
      number.toggleAttribute('aria-invalid', Boolean(words));
    },
  };
}

function tidy(stored) {
  return Object.fromEntries(ROWS.map((spec) => [spec.name, clean(spec, stored?.[spec.name])]));
}

function clean(spec, raw) {
  const missing = raw === undefined || raw === null || raw === '' || !Number.isFinite(Number(raw));
  if (missing) return 'empty' in spec && raw === '' ? null : DEFAULTS[spec.name];
  const places = String(spec.step).split('.')[1]?.length ?? 0;
  const inRange = Math.min(spec.max, Math.max(spec.min, Number(raw)));
  return Number(inRange.toFixed(places));
}

function presetOf(values) {
  return Object.keys(PRESETS).find((name) => Object.entries(PRESETS[name]).every(([key, value]) => values[key] === value));
}
