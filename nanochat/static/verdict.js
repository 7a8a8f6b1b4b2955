// What was found when a new model was judged against the old one.

import { byId, element, fromTemplate } from './dom.js';
import { loss, percent } from './words.js';

const SAY = {
  loss,
  perplexity: (value) => (Number.isFinite(value) ? Math.exp(value).toPrecision(3) : '–'),
  count: (value, count) => `${value}\u00a0of\u00a0${count}`,
};

export function headline({ better, promoted }, active = promoted) {
  if (better) return active ? 'Better: it answers from now on' : 'Better than the model that answers now';
  return active ? 'Not judged better, but used because you wanted it' : 'Not better: the old model stays';
}

/** The reasons, the numbers and the trial replies. */
export function showVerdict(place, verdict) {
  const root = byId('verdict-template').content.cloneNode(true);
  root.querySelector('.reasons').append(...verdict.reasons.map((words) => element('li', '', words)));
  for (const row of root.querySelectorAll('[data-of]')) fillRow(row, verdict);
  showForgetting(root.querySelector('.forgetting'), verdict.general);
  const trials = verdict.prompts?.map(trial) ?? [];
  root.querySelector('.trials').append(...trials);
  root.querySelector('.trials').hidden = !trials.length;
  place.replaceChildren(root);
}

/** The row says what it shows: data-of="replies.empty", as data-say; data-wanted is 1 where more is better, -1 where less is. */
function fillRow(row, verdict) {
  const { of, say, wanted } = row.dataset;
  const [group, name] = of.split('.');
  const measured = name ? verdict[group]?.[name] : verdict[group];
  row.hidden = !measured;
  if (!measured) return;
  const { before, after } = measured;
  const [, was, is, change] = row.children;
  was.textContent = SAY[say](before, verdict[group].count);
  is.textContent = SAY[say](after, verdict[group].count);
  const gain = Number.isFinite(before) && Number.isFinite(after) ? Math.sign(after - before) * wanted : 0;
  if (gain) change.append(element('span', `tag ${gain > 0 ? 'learn' : 'alarm'}`, gain > 0 ? '↗ better' : '↘ worse'));
}

/** How much harder general text became: the change of its perplexity. */
function showForgetting(place, general) {
  const change = Math.exp(general?.after - general?.before) - 1;
  const meter = place.querySelector('meter');
  place.hidden = !Number.isFinite(change);
  meter.value = change || 0;
  const words = change >= meter.high ? 'much was' : change >= meter.low ? 'something was' : 'hardly anything was';
  place.querySelector('p').append(element('strong', '', percent(change)), ` ${words} forgotten`);
}

function trial({ user, before, after, wanted }) {
  const root = fromTemplate('trial-template', { '.row-user': user });
  const said = [before, after, wanted];
  root.querySelectorAll('dd').forEach((place, i) => {
    place.textContent = said[i] || 'empty';
    place.classList.toggle('empty', !said[i]);
  });
  if (!wanted) root.querySelector('.wanted').remove();
  return root;
}
