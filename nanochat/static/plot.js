// The plot of a run: losses above, learning rate below. It is drawn a few times a second, however often a step comes.

import { download, element, fromTemplate, press } from './dom.js';
import { loss } from './words.js';

const REST_MS = 250;
const SMOOTH = 0.9;
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
  const table = part('tbody');
  const value = part('.plot-value');
  const unit = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16; // it grows with the reader's text
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
    value.hidden = cursor === null;
    if (!width || !steps.length) return svg.replaceChildren();
    const { x, y, rate, marks } = measure();
    const nodes = [...grid(x, y, rate, marks), ...resumptions(x)];
    nodes.push(line('raw', points('loss', x, y)), line('loss', points('loss', x, y, SMOOTH)));
    nodes.push(line('general', points('general', x, y)), line('val_loss', points('val_loss', x, y)), line('lr', points('lr', x, rate)));
    if (best) nodes.push(dot('best', x(best.step), y(best.value)), text('best-name', x(best.step), y(best.value) + 19, 'best', x(best.step) > width - 40 ? 'end' : 'middle'));
    if (cursor !== null) nodes.push(...pointer(x, y));
    svg.replaceChildren(...nodes);
    if (part('details').open) fillTable();
  }

  const lastStep = () => Math.max(1, running ? total : 0, steps.at(-1)?.step ?? 0);

  function measure() {
    const last = lastStep();
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
      marks: [ticks(0, last, width / 110), ticks(low, high, 5), [0, top]],
    };
  }

  function grid(x, y, rate, [steps_, values, rates]) {
    const right = width - RIGHT;
    const level = (at, name) => [shape('path', 'grid', { d: `M${LEFT} ${at}H${right}` }), text('', LEFT - 8, at + 4, name, 'end')];
    return [
      ...values.flatMap((v) => level(y(v), String(Number(v.toPrecision(4))))),
      ...rates.flatMap((v) => level(rate(v), v ? tidyRate(v) : '0')),
      ...steps_.map((s) => text('', x(s), HEIGHT - FOOT + 17, String(s), s ? 'middle' : 'start')),
      text('', LEFT, TOP + HIGH + GAP - 9, 'Learning rate', 'start'),
    ];
  }

  /** A line at the step that is pointed at, a dot on each curve, and the tip beside it. */
  function pointer(x, y) {
    const at = x(steps[cursor].step);
    value.style.left = `${at * unit}px`;
    value.classList.toggle('flip', at > width / 2);
    const dots = Object.keys(LINES).map((name) => [name, latest(name, cursor)]).filter(([, found]) => found)
      .map(([name, found]) => dot(`dot-${name}`, x(found.step), y(found[name])));
    return [upright('cursor', at), ...dots];
  }

  const latest = (name, at) => steps.slice(0, at + 1).findLast((s) => known(s[name]));

  const resumptions = (x) => steps.filter((s) => RESUMED.test(s.note)).map((s) => upright('resumed', x(s.step)));

  function upright(name, at) {
    return shape('path', name, { d: `M${at} ${TOP}V${HEIGHT - FOOT}` });
  }

  /** The corners of a curve; `keep` of what came before makes it smooth. */
  function points(name, x, y, keep = 0) {
    let mean;
    return steps.filter((s) => known(s[name])).map((s) => {
      mean = s[name] + keep * ((mean ?? s[name]) - s[name]);
      return `${x(s.step).toFixed(1)} ${y(mean).toFixed(1)}`;
    });
  }

  // --- one step in words

  function tellValue() {
    const at = cursor ?? steps.length - 1;
    const words = steps[at] ? describe(at) : ['No step yet'];
    value.textContent = words.join('\n');
    Object.assign(area, { ariaValueText: words.join(' · '), ariaValueMin: steps[0]?.step ?? 0, ariaValueMax: steps.at(-1)?.step ?? 0, ariaValueNow: steps[at]?.step ?? 0 });
  }

  function describe(at) {
    const { step, lr, note } = steps[at];
    const values = Object.entries(LINES).map(([name, words]) => [words, latest(name, at)?.[name]]).filter(([, found]) => known(found));
    return [`Step ${step}`, ...values.map(([words, found]) => `${words} ${loss(found)}`), known(lr) && `rate ${tidyRate(lr)}`, RESUMED.test(note) && note].filter(Boolean);
  }

  function point(index) {
    cursor = index === null ? null : Math.max(0, Math.min(steps.length - 1, index));
    drawn = -REST_MS;
    redraw();
  }

  function pointAt(event) {
    const wanted = ((event.clientX - area.getBoundingClientRect().left) / unit - LEFT) / (width - LEFT - RIGHT) * lastStep();
    const after = steps.findIndex((s) => s.step >= wanted);
    point(after < 0 ? steps.length - 1 : after);
  }

  area.addEventListener('pointermove', pointAt);
  area.addEventListener('pointerdown', pointAt);
  area.addEventListener('pointerleave', () => point(null));
  area.addEventListener('blur', () => point(null));
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
    table.replaceChildren(...looks.map((s) => element('tr', '', ...[s.step, loss(s.loss), loss(s.val_loss), loss(s.general), tidyRate(s.lr)].map((value) => element('td', '', String(value))))));
  }

  function toCsv() {
    const cell = (value) => (typeof value === 'string' ? `"${value.replaceAll('"', '""')}"` : value ?? '');
    return [COLUMNS, ...steps.map((s) => COLUMNS.map((name) => cell(s[name])))].map((row) => `${row.join(',')}\n`).join('');
  }

  part('details').addEventListener('toggle', fillTable);
  part('[data-action="csv"]').addEventListener('click', () => download('finetune.csv', 'text/csv', toCsv()));
  const scales = [...part('.segments').children];
  scales.forEach((button) => button.addEventListener('click', () => {
    scale = button.value;
    press(scales, (other) => other === button);
    redraw();
  }));
  new ResizeObserver(([{ contentRect }]) => {
    width = contentRect.width / unit;
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

const dot = (name, cx, cy) => shape('circle', name, { cx, cy, r: 5 });
const line = (name, corners) => shape('path', `line ${name}`, { d: corners.length ? `M${corners.join('L')}` : '' });

function text(name, x, y, words, anchor) {
  const node = shape('text', name, { x, y, 'text-anchor': anchor });
  node.textContent = words;
  return node;
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
