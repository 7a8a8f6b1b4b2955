// How it learns: a preset, or single settings within the server's limits; kept in this browser until they are used.

import { byId, fromTemplate, tell } from './dom.js';
import { fieldsOf } from './fields.js';
import { recall, remember } from './store.js';
import { duration } from './words.js';

/** `start(settings)` may be refused; the words of the refusal are shown where they belong. */
export function createSetup(start) {
  const form = byId('prepare');
  const button = byId('setup-start');
  const fields = fieldsOf(byId('setup-fields'));
  const chosen = { preset: 'standard', changed: {}, ...recall('finetune', {}) };
  let presets = [];
  let limits = {};
  let enough = false;
  let can = []; // what the state of the run allows

  function show(survey) {
    const same = JSON.stringify([presets, limits]) === JSON.stringify([survey.presets, survey.limits]);
    ({ presets, limits, enough } = survey);
    if (!same) build();
    draw();
  }

  function build() {
    if (!presets.some((p) => p.name === chosen.preset)) chosen.preset = presets[0]?.name;
    byId('setup-presets').replaceChildren(...presets.map(choice));
    fields.forEach((field, name) => {
      field.root.hidden = !limits[name];
      field.root.querySelector('.range').textContent = `${between(name)}.`;
    });
    if (Object.keys(chosen.changed).length) byId('setup-advanced').open = true;
  }

  const between = (name) => limits[name]?.map((limit) => limit.toLocaleString('en', { maximumSignificantDigits: 3 })).join(' to ');

  function choice({ name, title, about, seconds }) {
    const root = fromTemplate('choice-template', { '.choice-title': title, '.choice-about': about, '.choice-facts': seconds ? `about ${duration(seconds)} on this machine` : '' });
    const radio = root.querySelector('input');
    radio.value = name;
    radio.addEventListener('change', () => {
      fields.forEach((field) => field.complain(''));
      keep({ preset: name, changed: {} });
    });
    return root;
  }

  const current = () => presets.find((p) => p.name === chosen.preset) ?? { settings: {} };

  fields.forEach((field, name) => field.number.addEventListener('input', () => {
    const { value } = field.number;
    const changed = { ...chosen.changed, [name]: value };
    if (value === '' || Number(value) === current().settings[name]) delete changed[name];
    keep({ changed });
    check(name);
  }));

  function check(name) {
    if (!limits[name]) return true;
    const { value } = fields.get(name).number;
    const fits = value !== '' && value >= limits[name][0] && value <= limits[name][1];
    fields.get(name).complain(fits ? '' : `A number from ${between(name)}, please.`);
    return fits;
  }

  function keep(change) {
    Object.assign(chosen, change);
    remember('finetune', chosen);
    draw();
  }

  function draw() {
    for (const radio of form.querySelectorAll('[name="preset"]')) radio.checked = radio.value === chosen.preset;
    fields.forEach((field, name) => {
      if (document.activeElement !== field.number) field.show(chosen.changed[name] ?? current().settings[name]);
    });
    tell(byId('setup-estimate'), enough ? estimate() : 'There is not enough to learn from yet.');
    button.disabled = !can.includes('start') || !enough;
    button.textContent = can.includes('resume') ? 'Start anew' : 'Start fine-tuning';
  }

  function estimate() {
    const { seconds, settings } = current();
    const share = (name) => (settings[name] ? Number(chosen.changed[name] ?? settings[name]) / settings[name] : 1);
    const time = seconds ? `About ${duration(seconds * share('steps') * share('batch_size'))} on this machine. ` : '';
    return `${time}${can.includes('resume') ? 'The run above is given up.' : 'Chat stays open meanwhile.'}`;
  }

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const wrong = [...fields.keys()].filter((name) => !check(name));
    if (wrong.length) return showField(fields.get(wrong[0]));
    button.disabled = true;
    tell(byId('setup-problem'), '');
    try {
      const numbers = Object.fromEntries(Object.entries(chosen.changed).map(([name, value]) => [name, Number(value)]));
      await start({ preset: chosen.preset, ...numbers, ...(byId('setup-force').checked ? { force: true } : {}) });
    } catch (error) {
      refused(error);
    }
    draw();
  });

  function refused(error) {
    const field = fields.get(error.param);
    if (!field) return tell(byId('setup-problem'), error.message);
    field.complain(error.message);
    showField(field);
  }

  function showField(field) {
    byId('setup-advanced').open = true;
    field.number.focus();
  }

  return { show, allow(next) { can = next; draw(); } };
}
