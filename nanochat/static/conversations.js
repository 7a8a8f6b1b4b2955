// The list of past conversations: grouped by day, opened by their link, deleted after a question.

import { deleteConversation, listConversations } from './api.js';
import { byId, element, fromTemplate, plural } from './dom.js';

export function createConversations({ linkTo, onDeleted, onFailed }) {
  const holder = byId('conversations');
  const ask = createDeleteDialog(async (conversation) => {
    await deleteConversation(conversation.id);
    items = items.filter((item) => item.id !== conversation.id);
    draw();
    onDeleted(conversation.id);
  });
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

function createDeleteDialog(deleteIt) {
  const dialog = byId('delete-dialog');
  const confirm = byId('delete-confirm');
  const problem = byId('delete-problem');
  let asked = null;

  byId('delete-cancel').addEventListener('click', () => dialog.close());
  confirm.addEventListener('click', async () => {
    confirm.disabled = true;
    try {
      await deleteIt(asked);
      dialog.close();
    } catch (error) {
      problem.textContent = error.message;
    }
    confirm.disabled = false;
  });

  return (conversation) => {
    asked = conversation;
    problem.textContent = '';
    byId('delete-text').textContent = `“${conversation.title || 'Untitled'}” and its ${plural(conversation.exchanges, 'exchange')} are removed `
      + 'from this computer for good. A model already trained on them keeps what it learnt.';
    dialog.showModal();
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
