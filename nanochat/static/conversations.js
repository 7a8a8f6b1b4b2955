// The list of past conversations: grouped by day, opened by their link, deleted after a question.

import { deleteConversation, listConversations } from './api.js';
import { confirmDelete } from './confirm.js';
import { byId, element, fromTemplate, plural } from './dom.js';

export function createConversations({ linkTo, onDeleted, onFailed }) {
  const holder = byId('conversations');
  let items = [];
  let current = null;

  async function refresh() {
    try {
      items = await listConversations();
      draw();
    } catch (error) {
      onFailed(error);
    }
  }

  function draw() {
    if (!items.length) return holder.replaceChildren(element('p', 'nothing-yet', 'Your conversations will be listed here.'));
    holder.replaceChildren(...groupByDay(items).map(([name, group]) => section(name, group)));
    mark();
  }

  function ask({ id, title, exchanges }) {
    const words = `“${title || 'Untitled'}” and its ${plural(exchanges, 'exchange')} are removed from this computer for good. `
      + 'A model already trained on them keeps what it learnt.';
    confirmDelete('Delete this conversation?', words, async () => {
      await deleteConversation(id);
      items = items.filter((item) => item.id !== id);
      draw();
      onDeleted(id);
    });
  }

  function section(name, group) {
    const heading = element('h3', '', name);
    const list = element('ul', '', ...group.map(entry));
    heading.id = `group-${name.toLowerCase()}`;
    list.setAttribute('aria-labelledby', heading.id);
    return element('section', '', heading, list);
  }

  function entry(conversation) {
    const root = fromTemplate('conversation-template');
    const link = root.querySelector('a');
    const remove = root.querySelector('button');
    const title = conversation.title || 'Untitled';
    link.href = linkTo(conversation.id);
    link.textContent = title;
    link.title = title;
    link.dataset.id = conversation.id;
    remove.setAttribute('aria-label', `Delete “${title}”`);
    remove.addEventListener('click', () => ask(conversation));
    return root;
  }

  function mark() {
    for (const link of holder.querySelectorAll('a')) {
      if (link.dataset.id === current) link.setAttribute('aria-current', 'page');
      else link.removeAttribute('aria-current');
    }
  }

  return {
    refresh,
    setCurrent(id) { current = id; mark(); },
    titleOf: (id) => items.find((item) => item.id === id)?.title ?? null,
  };
}

/** Returns [group name, conversations] pairs, empty groups left out. */
function groupByDay(items, now = new Date()) {
  const today = new Date(now.getFullYear(), now.getMonth(), now.getDate());
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
  const groups = { Today: [], Yesterday: [], Earlier: [] };
  for (const item of items) {
    const updated = new Date(item.updated);
    groups[updated >= today ? 'Today' : updated >= yesterday ? 'Yesterday' : 'Earlier'].push(item);
  }
  return Object.entries(groups).filter(([, group]) => group.length);
}
