// The plot of a run: losses above, learning rate below. It is drawn a few times a second, however often a step comes.

import { element, fromTemplate } from './dom.js';
import { loss } from './words.js';

const REST_MS = 250;
const [LEFT, RIGHT, TOP, HIGH, GAP, LOW, FOOT] = [42, 12, 10, 210, 30, 54, 24];
const HEIGHT = TOP + HIGH + GAP + LOW + FOOT;
const LINES = { loss: 'training', val_loss: 'held out', general: 'general text' };
const COLUMNS = ['step', 'loss', 'val_loss', 'general', 'lr', 'tokens', 'seconds', 'note'];
const RESUMED = /resumed|paused/;
const known = Number.isFinite;

export function createPlot(holder) {
  const root = fromTemplate('plot-template');
  const part = (selector) => root.querySelector(selector);
  const area = part('.plot-area');
  const svg = part('.plot-svg');
  const table = part('.table-holder');
  let steps = [];
  let running = false;
  let total = 0;
  let best = null;
  let cursor = null; // an index into steps; null follows the newest
  let scale = 'linear';
  let width = 0;
  let drawn = -REST_MS;
  let waiting = 0;

  function clear() {
    [steps, total, best, cursor] = [[], 0, null, null];
    redraw();
  }

  /** A run that went on from an earlier state takes back what came after it. */
  function add(event) {
    while (steps.length && steps.at(-1).step > event.step) steps.pop();
    if (steps.at(-1)?.step !== event.step) steps.push({});
    for (const [name, value] of Object.entries(event)) {
      const tells = value !== null && value !== '' && (name !== 'lr' || known(event.loss)); // without an update there is no rate
      if (tells) steps.at(-1)[name] = value;
    }
    total = event.total;
    best = known(event.best) && event.best_step <= event.step ? { step: event.best_step, value: event.best } : null;
    if (cursor >= steps.length) cursor = null;
    redraw();
  }

  function redraw() {
    waiting ||= setTimeout(() => requestAnimationFrame(() => { waiting = 0; drawn = performance.now(); draw(); }), Math.max(0, drawn + REST_MS - performance.now()));
  }

  // --- drawing

  function draw() {
    tellValue();
    if (!width || !steps.length) return svg.replaceChildren();
    const { x, y, rate, marks, rates } = measure();
    const nodes = [...grid(x, y, rate, marks, rates), ...resumptions(x)];
    nodes.push(line('raw', points('loss', x, y)), line('loss', points('loss', x, y, Math.ceil(steps.length / 40))));
    nodes.push(line('general', points('general', x, y)), line('val_loss', points('val_loss', x, y)), line('lr', points('lr', x, rate)));
    if (best) nodes.push(shape('circle', 'best', { cx: x(best.step), cy: y(best.value), r: 5 }), text('best-name', x(best.step), y(best.value) + 19, 'best', x(best.step) > width - 40 ? 'end' : 'middle'));
    if (cursor !== null) nodes.push(upright('cursor', x(steps[cursor].step)));
    svg.replaceChildren(...nodes);
    if (part('details').open) fillTable();
  }

  function measure() {
    const last = Math.max(1, running ? total : 0, steps.at(-1).step);
    const values = steps.flatMap((s) => [s.loss, s.val_loss, s.general].filter(known));
    const bend = scale === 'log' ? (v) => Math.log(Math.max(v, 1e-3)) : (v) => v;
    const [least, most] = values.length ? [Math.min(...values), Math.max(...values)] : [0, 1];
    const room = (most - least) * 0.06 || 0.1;
    const [low, high] = [Math.max(least - room, Math.min(least, 1e-3)), most + room];
    const top = Math.max(...steps.map((s) => s.lr || 0)) || 1;
    return {
      x: (step) => LEFT + (width - LEFT - RIGHT) * step / last,
      y: (value) => TOP + HIGH * (bend(high) - bend(value)) / (bend(high) - bend(low)),
      rate: (value) => TOP + HIGH + GAP + LOW * (1 - value / top),
      marks: [ticks(0, last, width / 110), ticks(low, high, 5)],
      rates: [0, top],
    };
  }

  function grid(x, y, rate, [steps_, values], rates) {
    const right = width - RIGHT;
    const level = (at, name) => [shape('path', 'grid', { d: `M${LEFT} ${at}H${right}` }), text('', LEFT - 8, at + 4, name, 'end')];
    const bottom = HEIGHT - FOOT + 17;
    return [
      ...values.flatMap((v) => level(y(v), String(Number(v.toPrecision(4))))),
      ...rates.flatMap((v) => level(rate(v), v ? tidyRate(v) : '0')),
      ...steps_.map((s) => text('', x(s), bottom, String(s), s ? 'middle' : 'start')),
      text('', LEFT, TOP + HIGH + GAP - 9, 'Learning rate', 'start'),
    ];
  }

  const resumptions = (x) => steps.filter((s) => RESUMED.test(s.note)).map((s) => upright('resumed', x(s.step)));

  function upright(name, at) {
    return shape('path', name, { d: `M${at} ${TOP}V${HEIGHT - FOOT}` });
  }

  /** Each value as the mean of it and its `reach` neighbours on either side. */
  function points(name, x, y, reach = 0) {
    const told = steps.filter((s) => known(s[name]));
    const sums = runningSums(told.map((s) => s[name]));
    return told.map((s, i) => {
      const near = Math.min(reach, i, told.length - 1 - i);
      const mean = (sums[i + near + 1] - sums[i - near]) / (2 * near + 1);
      return `${x(s.step).toFixed(1)} ${y(mean).toFixed(1)}`;
    });
  }

  // --- one step in words

  function tellValue() {
    const at = cursor ?? steps.length - 1;
    const words = steps[at] ? describe(at) : 'No step yet';
    part('.plot-value').textContent = words;
    area.setAttribute('aria-valuetext', words);
    area.setAttribute('aria-valuemin', steps[0]?.step ?? 0);
    area.setAttribute('aria-valuemax', steps.at(-1)?.step ?? 0);
    area.setAttribute('aria-valuenow', steps[at]?.step ?? 0);
  }

  function describe(at) {
    const { step, lr, note } = steps[at];
    const latest = (name) => steps.slice(0, at + 1).findLast((s) => known(s[name]))?.[name];
    const values = Object.entries(LINES).filter(([name]) => known(latest(name))).map(([name, words]) => `${words} ${loss(latest(name))}`);
    return [`Step ${step}`, ...values, known(lr) && `rate ${tidyRate(lr)}`, RESUMED.test(note) && note].filter(Boolean).join(' · ');
  }

  function point(index) {
    cursor = index === null ? null : Math.max(0, Math.min(steps.length - 1, index));
    drawn = -REST_MS;
    redraw();
  }

  function pointAt(event) {
    const last = Math.max(1, running ? total : 0, steps.at(-1)?.step ?? 0);
    const wanted = (event.clientX - area.getBoundingClientRect().left - LEFT) / (width - LEFT - RIGHT) * last;
    const after = steps.findIndex((s) => s.step >= wanted);
    point(after < 0 ? steps.length - 1 : after);
  }

  area.addEventListener('pointermove', pointAt);
  area.addEventListener('pointerdown', pointAt);
  for (const leaving of ['pointerleave', 'blur']) area.addEventListener(leaving, () => point(null));
  area.addEventListener('keydown', (event) => {
    const at = cursor ?? steps.length - 1;
    const to = { ArrowLeft: at - 1, ArrowDown: at - 1, ArrowRight: at + 1, ArrowUp: at + 1, PageDown: at - 10, PageUp: at + 10, Home: 0, End: steps.length - 1, Escape: null }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    point(to);
  });

  // --- as numbers

  function fillTable() {
    const looks = steps.filter((s) => known(s.val_loss));
    const head = element('tr', '', ...['Step', 'Training', 'Held out', 'General text', 'Rate'].map((name) => element('th', '', name)));
    const rows = looks.map((s) => element('tr', '', ...[s.step, loss(s.loss), loss(s.val_loss), loss(s.general), tidyRate(s.lr)].map((value) => element('td', '', String(value)))));
    table.replaceChildren(element('table', '', element('caption', 'small', 'Each look at the held-out chats; the CSV has every step'), element('thead', '', head), element('tbody', '', ...rows)));
  }

  function download() {
    const cell = (value) => (typeof value === 'string' ? `"${value.replaceAll('"', '""')}"` : value ?? '');
    const lines = [COLUMNS, ...steps.map((s) => COLUMNS.map((name) => cell(s[name])))].map((row) => row.join(','));
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([`${lines.join('\n')}\n`], { type: 'text/csv' }));
    link.download = 'finetune.csv';
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  part('details').addEventListener('toggle', fillTable);
  part('[data-action="csv"]').addEventListener('click', download);
  const scales = [...root.querySelectorAll('[data-scale]')];
  scales.forEach((button) => button.addEventListener('click', () => {
    scale = button.dataset.scale;
    scales.forEach((other) => other.setAttribute('aria-pressed', String(other === button)));
    redraw();
  }));
  part('.legend').append(...Object.entries(LINES).map(([name, words]) => element('span', `key-${name}`, words)));
  new ResizeObserver(([{ contentRect }]) => {
    width = contentRect.width;
    svg.setAttribute('viewBox', `0 0 ${width} ${HEIGHT}`);
    redraw();
  }).observe(area);
  holder.replaceChildren(root);
  return { clear, add, setRunning(next) { if (next !== running) { running = next; redraw(); } } };
}

function shape(tag, name, attributes) {
  const node = document.createElementNS('http://www.w3.org/2000/svg', tag);
  if (name) node.setAttribute('class', name);
  Object.entries(attributes).forEach(([key, value]) => node.setAttribute(key, value));
  return node;
}

const line = (name, corners) => shape('path', `line ${name}`, { d: corners.length ? `M${corners.join('L')}` : '' });

function text(name, x, y, words, anchor) {
  const node = shape('text', name, { x, y, 'text-anchor': anchor });
  node.textContent = words;
  return node;
}

function runningSums(values) {
  const sums = [0];
  values.forEach((value) => sums.push(sums.at(-1) + value));
  return sums;
}

/** Round numbers between `low` and `high`, about `count` of them. */
function ticks(low, high, count) {
  const rough = (high - low) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((n) => n * power).find((n) => n >= rough);
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.max(0, Math.floor(high / step) - first + 1) }, (_, i) => (first + i) * step);
}

const tidyRate = (rate) => (rate ? rate.toExponential(1).replace('.0e', 'e').replace('e-', 'e−') : '0');
