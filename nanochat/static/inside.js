// Look inside: what the model thought while it wrote a reply, or would have thought of any text.

import { getCode, getConversation, getModels, inspect, listConversations } from './api.js';
import { byId, download, element, fromTemplate, tell } from './dom.js';
import * as attention from './inside-attention.js';
import * as dice from './inside-dice.js';
import { csv, png } from './inside-files.js';
import * as guesses from './inside-guesses.js';
import { ask, look, on, redraw, show } from './inside-hub.js';
import * as tokens from './inside-tokens.js';
import { linkToInside, setTitle } from './views.js';

const panels = { tokens, dice, attention, guesses };
const [body, compare] = ['inside-body', 'inside-compare'].map(byId);

/** `hooks`: failed(error); branch({conversation, replaces, prefix, then}), for another reply that begins with so many tokens of this one, and `then` another. */
export function createInside(hooks) {
  Object.assign(on, { fail, branch: hooks.branch, rest: dice.rest, panels: Object.values(panels) });
  document.head.append(fromTemplate('inside-look'));

  function open(id) {
    setTitle();
    byId('inside-start').hidden = id;
    byId('inside-back').hidden = !id;
    if (id) return lookInto({ id });
    body.hidden ||= look.id;
    return showNewest();
  }

  async function lookInto(what) {
    on.what = what;
    tell(byId('inside-problem'));
    show(await ask(inspect));
    byId('inside-what').textContent = `Read by ${look.model}: the last ${look.tokens.length} of ${look.total} tokens, ${look.prompt} of them the prompt`;
    const { models } = await ask(getModels);
    compare.replaceChildren(compare[0], ...models.map(({ name }) => new Option(name)));
  }

  async function showNewest() {
    const [newest] = await ask(listConversations);
    const { exchanges } = await ask(() => getConversation(newest.id));
    byId('inside-newest').replaceChildren(...exchanges.slice(-5).reverse().map(({ id, user, assistant }) => element('li', '', Object.assign(element('a', 'back', `${user} → ${assistant}`), { href: linkToInside(id) }))));
  }

  function fail(error) {
    hooks.failed(error);
    if (!error.unreachable) tell(byId('inside-problem'), error.message);
  }

  byId('inside-form').onsubmit = (event) => {
    event.preventDefault();
    lookInto({ text: byId('inside-text').value });
  };

  compare.onchange = async () => {
    const model = compare.value;
    compare.value = '';
    const other = model ? await ask(inspect, { model }) : undefined;
    compare.value = model;
    tokens.show(other);
    redraw();
  };

  body.onclick = async ({ target }) => {
    const panel = target.closest('section[data-look]');
    const { save } = target.dataset;
    if (!save) return;
    const name = [...panel.querySelectorAll('[data-name]')].map((node) => node.textContent).join(', ');
    download(`${name} ${look.id ?? ''}.${save}`, '', save === 'csv' ? csv(panels[panel.dataset.look].rows()) : await png(panel.querySelector('[data-picture]')));
  };

  for (const part of body.querySelectorAll('[data-code]')) {
    part.ontoggle = async () => {
      const { notebook, source } = await ask(() => getCode(part.dataset.code));
      part.lastChild.textContent = `# ${notebook}\n\n${source}`;
    };
  }

  return { open, close() { on.what = null; } };
}
