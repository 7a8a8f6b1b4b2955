// The sampling panel: its presets, and what it remembers. Its rows stand in the page.

import { byId, onAction, press } from './dom.js';
import { fieldsOf } from './fields.js';
import { recall, remember } from './store.js';

const PRESETS = {
  Precise: { temperature: 0.3, top_k: 20, top_p: 0.9, min_p: 0.05, repetition_penalty: 1.1 },
  Balanced: { temperature: 0.5, top_k: 40, top_p: 0.9, min_p: 0, repetition_penalty: 1.1 },
  Wild: { temperature: 1.3, top_k: 0, top_p: 1, min_p: 0.02, repetition_penalty: 1 },
};

const DEFAULTS = { ...PRESETS.Balanced, max_tokens: 128, seed: null, newline: true };

export function createSettings() {
  const panel = byId('settings');
  const fields = fieldsOf(panel);
  const presets = byId('presets').children;
  const oneLine = byId('one-line');
  const stored = recall('sampling', {});
  const values = Object.fromEntries([...fields.keys()].map((name) => [name, clean(name, stored[name])]));
  values.newline = stored.newline ?? true;
  draw();

  /** Only a field that says what no number means may be empty. */
  function clean(name, raw) {
    const { min, max, step, placeholder } = fields.get(name).number;
    if (raw === '' && placeholder) return null;
    if (raw === '' || !Number.isFinite(Number(raw ?? NaN))) return DEFAULTS[name];
    return Number(Math.min(max, Math.max(min, raw)).toFixed(step.split('.')[1]?.length ?? 0));
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
      root.querySelector('button').hidden = values[name] === DEFAULTS[name];
    });
    oneLine.checked = values.newline;
    const chosen = Object.keys(PRESETS).find((preset) => Object.entries(PRESETS[preset]).every(([name, value]) => values[name] === value));
    press(presets, (button) => button.value === chosen);
    byId('preset-name').textContent = chosen ?? 'Custom';
  }

  function take({ target: { name, value } }) {
    if (fields.has(name)) change({ [name]: clean(name, value) });
  }

  panel.addEventListener('change', take);
  panel.addEventListener('input', (event) => { if (event.target.type === 'range') take(event); });
  oneLine.addEventListener('change', () => change({ newline: oneLine.checked }));
  onAction(panel, {
    preset: ({ value }) => change(PRESETS[value]),
    reset({ value: name }) {
      change(name ? { [name]: DEFAULTS[name] } : DEFAULTS);
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
