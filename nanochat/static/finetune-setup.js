// How it learns: a preset, or single settings within the server's limits; kept in this browser until they are used.

import { byId, fromTemplate, tell } from './dom.js';
import { recall, remember } from './store.js';
import { duration } from './words.js';

const FIELDS = {
  steps: ['Steps', 'Updates, at most. 0 goes by how much there is to learn.'],
  peak: ['Learning rate', 'How far an update goes. Higher learns faster and forgets more.'],
  warmup: ['Warm-up', 'Steps until that rate is reached.'],
  dropout: ['Dropout', 'Share of numbers left out at random, against learning by heart.'],
  patience: ['Patience', 'Looks without improvement before it stops by itself. 0 never does.'],
  min_delta: ['Smallest improvement', 'What counts as one, in nats per token.'],
  batch_size: ['Batch', 'Rows read at once. More need more memory.'],
};

/** `start(settings)` may be refused; the words of the refusal are shown where they belong. */
export function createSetup(start) {
  const form = byId('prepare');
  const button = byId('setup-start');
  const chosen = { preset: 'standard', changed: {}, ...recall('finetune', {}) };
  let presets = [];
  let limits = {};
  let fields = new Map();
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
    fields = new Map(Object.keys(FIELDS).filter((name) => name in limits).map((name) => [name, createField(name, limits[name], (value) => change(name, value))]));
    byId('setup-fields').replaceChildren(...[...fields.values()].map((field) => field.root));
    if (Object.keys(chosen.changed).length) byId('setup-advanced').open = true;
  }

  function choice(preset) {
    const root = fromTemplate('choice-template');
    const radio = root.querySelector('input');
    radio.value = preset.name;
    radio.addEventListener('change', () => {
      fields.forEach((field) => field.complain(''));
      keep({ preset: preset.name, changed: {} });
    });
    root.querySelector('.choice-title').textContent = preset.title;
    root.querySelector('.choice-about').textContent = preset.about;
    root.querySelector('.choice-facts').textContent = preset.seconds ? `about ${duration(preset.seconds)} on this machine` : '';
    return root;
  }

  const current = () => presets.find((p) => p.name === chosen.preset) ?? { settings: {} };

  function change(name, value) {
    const changed = { ...chosen.changed, [name]: value };
    if (value === '' || Number(value) === current().settings[name]) delete changed[name];
    keep({ changed });
  }

  function keep(change) {
    Object.assign(chosen, change);
    remember('finetune', chosen);
    draw();
  }

  function draw() {
    for (const radio of form.querySelectorAll('[name="preset"]')) radio.checked = radio.value === chosen.preset;
    fields.forEach((field, name) => field.show(chosen.changed[name] ?? current().settings[name] ?? ''));
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
    const wrong = [...fields.values()].filter((field) => !field.check());
    if (wrong.length) return showField(wrong[0]);
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
    field.focus();
  }

  return { show, allow(next) { can = next; draw(); } };
}

function createField(name, [least, most], onChange) {
  const root = fromTemplate('field-template');
  const [input, label, hint, problem] = ['input', 'label', '.setting-hint', '.setting-problem'].map((part) => root.querySelector(part));
  const [title, meaning] = FIELDS[name];
  input.id = `finetune-${name}`;
  label.htmlFor = input.id;
  label.textContent = title;
  hint.id = `${input.id}-hint`;
  problem.id = `${input.id}-problem`;
  hint.textContent = `${meaning} ${least} to ${most.toLocaleString('en')}.`;
  input.setAttribute('aria-describedby', `${hint.id} ${problem.id}`);

  function complain(words) {
    problem.textContent = words;
    input.toggleAttribute('aria-invalid', Boolean(words));
  }

  function check() {
    const value = Number(input.value);
    const fits = input.value !== '' && value >= least && value <= most;
    complain(fits ? '' : `A number from ${least} to ${most.toLocaleString('en')}, please.`);
    return fits;
  }

  input.addEventListener('input', () => { onChange(input.value); check(); });
  return {
    root,
    complain,
    check,
    focus: () => input.focus(),
    show(value) { if (document.activeElement !== input) input.value = value; },
  };
}
