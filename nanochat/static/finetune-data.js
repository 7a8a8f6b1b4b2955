// What was said, as the model would learn it: counts, shares, and a list in which each exchange can be left out.

import { getLessons, sendFeedback } from './api.js';
import { byId, element, fromTemplate, plural, press, tell } from './dom.js';

const PAGE = 40;
const FILTERS = {
  all: () => true,
  corrected: (item) => item.corrected,
  unused: (item) => !item.used,
  flagged: (item) => item.flags.length,
};
const PARTS = {
  train: (item) => item.used && item.part !== 'held out',
  held: (item) => item.used && item.part === 'held out',
  rest: (item) => !item.used,
};

/** `onSurvey` hears of each new count. */
export function createLessons(onSurvey) {
  const list = byId('data-rows');
  const more = byId('data-more');
  const filters = [...byId('data-filters').children];
  let items = [];
  let filter = 'all';
  let most = PAGE;
  let rows = [];

  filters.forEach((button) => button.addEventListener('click', () => { [filter, most, rows] = [button.value, PAGE, []]; draw(); }));
  more.addEventListener('click', () => { most += PAGE; draw(); });

  async function refresh() {
    const survey = await getLessons();
    items = survey.items;
    tellCounts(survey);
    showShare(items);
    tell(byId('data-missing'), survey.enough ? '' : survey.missing);
    draw();
    onSurvey(survey);
  }

  /** Rows that are there already stay, so that a click does not move the list under the reader. */
  function draw() {
    for (const { value, lastElementChild } of filters) lastElementChild.textContent = items.filter(FILTERS[value]).length.toLocaleString('en');
    press(filters, ({ value }) => value === filter);
    const kept = new Map(rows.map((row) => [row.name, row]));
    const matching = items.filter((item) => FILTERS[filter](item) || kept.has(nameOf(item)));
    rows = matching.slice(0, Math.max(most, kept.size)).map((item) => {
      const row = kept.get(nameOf(item)) ?? createRow(item);
      row.show(item);
      return row;
    });
    if (rows.length !== list.children.length || rows.some((row, i) => row.root !== list.children[i])) list.replaceChildren(...rows.map((row) => row.root));
    more.hidden = matching.length <= rows.length;
    more.textContent = `Show more (${plural(matching.length - rows.length, 'exchange')})`;
  }

  function createRow(first) {
    const { id } = first;
    const root = fromTemplate('lesson-template');
    const box = root.querySelector('input');
    box.addEventListener('change', async () => {
      try {
        await sendFeedback({ id, excluded: !box.checked });
        tell(byId('data-problem'), '');
        await refresh();
      } catch (error) {
        box.checked = !box.checked;
        tell(byId('data-problem'), `Not kept: ${error.message}`);
      }
    });
    return {
      name: nameOf(first),
      root,
      show(item) {
        root.classList.toggle('unused', !item.used);
        box.checked = item.used;
        box.disabled = !id || (!item.used && !item.excluded);
        root.querySelector('.row-user').textContent = item.user;
        root.querySelector('.row-reply').replaceChildren(...(item.corrected ? [element('del', '', item.said), ' ', element('ins', '', item.assistant)] : [item.assistant]));
        root.querySelector('.tags').replaceChildren(...tagsOf(item).map(([words, kind]) => element('span', `tag ${kind}`, words)));
      },
    };
  }

  return { refresh };
}

/** A line that was written by hand has no id. */
const nameOf = ({ id, user, said }) => id || `${user}\n${said}`;

function tagsOf(item) {
  const tags = item.used && item.part === 'held out' ? [['held out: judges, is not learned', '']] : [];
  if (!item.used) tags.push([`not used: ${item.why}`, 'strong']);
  if (item.corrected) tags.push(['corrected', 'learn']);
  if (item.rating) tags.push([item.rating > 0 ? 'rated good' : 'rated bad', '']);
  return [...tags, ...item.flags.map((flag) => [flag === 'duplicate' ? flag : `may hold: ${flag}`, 'caution'])];
}

function tellCounts(survey) {
  const { conversations, exchanges, corrected, liked, disliked, left_out: left, tokens, duplicates, personal } = survey;
  const extra = [
    duplicates && plural(duplicates, 'duplicate'),
    personal && `${personal} that may hold personal data`,
  ].filter(Boolean).join(' and ');
  byId('data-counts').replaceChildren(
    element('strong', '', `${plural(conversations, 'conversation')}, ${plural(exchanges, 'exchange')}`),
    `, ${corrected} corrected, ${liked} rated good, ${disliked} rated bad; ${left} left out${tokens ? `, ${plural(tokens, 'token')} to learn from` : ''}.`,
    extra ? ` There may be something to look at: ${extra}.` : '',
  );
}

function showShare(items) {
  byId('data-share').hidden = !items.length;
  for (const part of document.querySelectorAll('#data-share [data-part]')) {
    const count = items.filter(PARTS[part.dataset.part]).length;
    part.hidden = !count;
    if (part.firstElementChild) part.firstElementChild.textContent = count.toLocaleString('en');
    else part.style.flexGrow = count;
  }
}
