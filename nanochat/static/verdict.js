// What was found when a new model was judged against the old one.

import { element } from './dom.js';
import { loss, percent } from './words.js';

const AMBER = 0.05;
const RED = 0.2;
const GAUGE_END = 0.3;

export function headline({ better, promoted }, active = promoted) {
  if (better) return active ? 'Better: it answers from now on' : 'Better than the model that answers now';
  return active ? 'Not judged better, but used because you wanted it' : 'Not better: the old model stays';
}

/** The reasons, the numbers and the trial replies, as nodes. */
export function verdictNodes(verdict) {
  const reasons = element('ul', 'reasons', ...verdict.reasons.map((words) => element('li', '', words)));
  return [reasons, element('div', 'measures', measures(verdict), forgetting(verdict.general)), trials(verdict.prompts)].filter(Boolean);
}

function measures({ held_out: heldOut, general, corrections, replies }) {
  const of = (count) => (value) => `${value}\u00a0of\u00a0${count}`;
  const rows = [
    heldOut && row('Loss on held-out chats', heldOut, loss, -1),
    general && row('Loss on general text', general, loss, 0),
    corrections && row('Corrections answered as wanted', corrections.same, of(corrections.count), 1),
    corrections && row('… asked in other words', corrections.other, of(corrections.count), 1),
    replies && row('Empty replies', replies.empty, of(replies.count), -1),
    replies && row('Replies that go in circles', replies.looping, of(replies.count), -1),
  ].filter(Boolean);
  const head = element('tr', '', cell('td', ''), cell('th', 'Before'), cell('th', 'After'));
  return element('table', 'numbers', element('caption', 'visually-hidden', 'Before and after'), element('thead', '', head), element('tbody', '', ...rows));
}

/** `wanted` is 1 where more is better, -1 where less is, 0 where the gauge tells. */
function row(name, { before, after }, say, wanted) {
  const gain = Number.isFinite(before) && Number.isFinite(after) ? Math.sign(after - before) * wanted : 0;
  const mark = { 1: ['better', ' ↗ better'], '-1': ['worse', ' ↘ worse'] }[gain];
  const last = cell('td', say(after));
  if (mark) last.append(element('span', mark[0], mark[1]));
  const head = cell('th', name);
  head.scope = 'row';
  return element('tr', '', head, cell('td', say(before)), last);
}

const cell = (tag, words) => element(tag, '', words);

/** How much harder general text became: the change of its perplexity. */
function forgetting(general) {
  if (!Number.isFinite(general?.before) || !Number.isFinite(general.after)) return '';
  const change = Math.exp(general.after - general.before) - 1;
  const [level, words] = change >= RED ? ['red', 'much was forgotten'] : change >= AMBER ? ['amber', 'something was forgotten'] : ['green', 'hardly anything was forgotten'];
  const fill = element('span', `gauge-fill ${level}`);
  fill.style.width = `${Math.min(1, Math.max(0.01, change / GAUGE_END)) * 100}%`;
  const bar = element('div', 'gauge', fill, element('span', 'gauge-mark amber'), element('span', 'gauge-mark red'));
  bar.setAttribute('aria-hidden', 'true');
  const scale = element('p', 'gauge-scale', element('span', 'amber', '+5 %'), element('span', 'red', '+20 %'));
  scale.setAttribute('aria-hidden', 'true');
  return element('div', 'forgetting', element('h4', '', 'Forgetting'), element('p', '', element('strong', '', percent(change)), ` ${words}`), bar, scale,
    element('p', 'small', 'Change of the perplexity of general text, which nobody here said.'));
}

function trials(prompts) {
  if (!prompts?.length) return null;
  return element('div', 'trials', element('h4', '', 'The same messages, before and after'), ...prompts.map(({ user, before, after, wanted }) => {
    const versions = [['Before', before], ['After', after], wanted && ['Wanted', wanted]].filter(Boolean);
    const columns = versions.map(([name, words]) => element('div', name === 'Wanted' ? 'wanted' : '', element('dt', '', name), element('dd', words ? '' : 'empty', words || 'empty')));
    return element('article', 'trial', element('p', 'trial-user', user), element('dl', '', ...columns));
  }));
}
