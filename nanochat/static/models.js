// The Models view: which model came from which, the one that answers now, and a page for each.

import { activateModel, deleteModel, getModel, getModels } from './api.js';
import { confirmDelete } from './confirm.js';
import { byId, element, plural, pushButton, tell } from './dom.js';
import { verdictNodes } from './verdict.js';
import { linkToModel } from './views.js';
import { loss, moment, shortName, size } from './words.js';

const PAGE = 30;
const TUNED = ['fine-tuned', 'candidate'];
const KINDS = { embedded: 'comes with the program', candidate: 'candidate, not in use' };

/** A candidate that was promoted goes by its final name. */
export const entryOf = (models, name) => models.find((m) => m.name === name) ?? models.find((m) => m.name === name?.replace('candidate_', 'finetuned_'));

/** The model that would answer if `model` did not: the next older fine-tune, else the base, else the embedded one. */
export function previousOf(models, model) {
  const older = models.slice(models.indexOf(model) + 1).filter((m) => m.kind === 'fine-tuned');
  const grounds = ['base', 'embedded'].map((kind) => models.find((m) => m.kind === kind && m !== model));
  return [...(model.kind === 'fine-tuned' ? older : []), ...grounds].find(Boolean) ?? null;
}

/** `hooks`: failed(error); changed() once another model answers. */
export function createModels(hooks) {
  const body = byId('models-body');
  let turn = 0;
  let shown = null; // the model whose page it is, or null for the list

  async function open(name) {
    const mine = ++turn;
    if (name !== shown) body.replaceChildren();
    shown = name;
    byId('models-back').hidden = byId('models-lead').hidden = true;
    byId(name ? 'models-back' : 'models-lead').hidden = false;
    byId('models-title').textContent = name ? shortName(name) : 'Models';
    try {
      const { models } = await getModels();
      const nodes = name ? page(await getModel(name), models) : [tree(models)];
      if (mine !== turn) return;
      tell(byId('models-problem'), '');
      body.replaceChildren(...nodes);
    } catch (error) {
      if (mine === turn) fail(error);
    }
  }

  function close() {
    turn += 1;
  }

  function fail(error) {
    hooks.failed(error);
    if (!error.unreachable) tell(byId('models-problem'), error.message);
  }

  // --- the list

  function tree(models) {
    const branch = (of) => element('ul', 'tree', ...of.map((m) => element('li', '', card(m, models), ...children(m))));
    const children = (m) => { const found = models.filter((other) => other.parent === m.name); return found.length ? [branch(found)] : []; };
    return branch(models.filter((m) => !models.some((other) => other.name === m.parent)));
  }

  function card(model, models) {
    const link = element('a', '', shortName(model.name));
    link.href = linkToModel(model.name);
    const head = element('header', 'card-head', element('h3', '', link), ...marks(model), element('div', 'card-buttons', ...buttons(model, models)));
    const facts = [`made ${moment(model.made)}`, size(model.bytes), ...numbers(model)];
    const root = element('article', 'card model', head, element('p', 'small dotted', ...facts.map((words) => element('span', '', words))));
    if (model.verdict) root.append(element('p', 'model-verdict', model.verdict.reasons[0]));
    root.classList.toggle('active', model.active);
    return root;
  }

  function marks({ kind, active }) {
    return [active && element('span', 'tag learn', 'answers now'), element('span', 'tag', KINDS[kind] ?? kind)].filter(Boolean);
  }

  function numbers({ steps, exchanges, val_loss: held, ratings }) {
    return [
      exchanges && `${plural(exchanges, 'exchange')}${steps ? `, ${plural(steps, 'step')}` : ''}`,
      Number.isFinite(held) && `held-out loss ${loss(held)}`,
      ratings?.replies && `${plural(ratings.replies, 'reply').replace('replys', 'replies')}: ${ratings.up} good, ${ratings.down} bad`,
    ].filter(Boolean);
  }

  function buttons(model, models) {
    const name = shortName(model.name);
    const made = [];
    if (model.can.includes('activate')) made.push([model.kind === 'candidate' ? 'Promote' : 'Activate', () => activate(model.name)]);
    const previous = model.active && previousOf(models, model);
    if (previous) made.push(['Roll back', () => activate(previous.name), `Roll back to ${shortName(previous.name)}`]);
    if (model.can.includes('delete')) made.push(['Delete', () => remove(model)]);
    const nodes = made.map(([words, act, title]) => {
      const button = pushButton(words, act, words === 'Delete' ? 'quiet' : '');
      button.setAttribute('aria-label', title ?? `${words} ${name}`);
      button.title = title ?? '';
      return button;
    });
    return model.can.includes('export') ? [...nodes, exportLink(model)] : nodes;
  }

  function exportLink(model) {
    const link = element('a', 'button quiet', 'Export');
    link.href = `models/${encodeURIComponent(model.name)}/export`;
    link.download = '';
    link.setAttribute('aria-label', `Export ${shortName(model.name)}`);
    link.title = 'For other programs, as a zip file';
    return link;
  }

  async function activate(name) {
    try {
      const { active } = await activateModel(name);
      hooks.changed();
      byId('announcer').textContent = `${shortName(active)} answers now`;
      if (shown === name && active !== name) location.replace(linkToModel(active)); // a candidate gets its final name
      else await open(shown);
      byId('models-title').focus({ preventScroll: true });
    } catch (error) {
      fail(error);
    }
  }

  function remove({ name }) {
    confirmDelete('Delete this model?', `${name} is removed from this computer for good. What it learned from stays, so that another model can be made from it.`, async () => {
      await deleteModel(name);
      if (shown) location.hash = '#/models';
      else await open(null);
      byId('models-title').focus({ preventScroll: true });
    });
  }

  // --- a model's page

  function page(model, models) {
    const facts = [['Made', moment(model.made)], ['Size', size(model.bytes)], ['From', model.parent && shortName(model.parent)],
      ['Training loss', Number.isFinite(model.train_loss) && loss(model.train_loss)], ['Held-out loss', Number.isFinite(model.val_loss) && loss(model.val_loss)],
      ['Steps', model.steps], ['Exchanges', model.exchanges], ['Replies written', model.ratings?.replies], ['Rated good', model.ratings?.up], ['Rated bad', model.ratings?.down]]
      .filter(([, value]) => value || value === 0);
    const listed = models.find((m) => m.name === model.name) ?? model;
    const head = element('header', 'card-head', ...marks(model), element('div', 'card-buttons', ...buttons(listed, models)));
    const about = element('section', 'card', head, element('dl', 'tiles', ...facts.map(([name, value]) => element('div', '', element('dt', '', name), element('dd', '', value.toLocaleString('en'))))));
    const { verdict } = model;
    return [about, verdict && element('section', 'card', element('h3', '', verdict.better ? 'Judged better than the one before' : 'Not judged better than the one before'), ...verdictNodes(verdict)), learnedFrom(model)].filter(Boolean);
  }

  function learnedFrom({ kind, exchanges, learned_from: lessons = [] }) {
    if (!TUNED.includes(kind)) return null;
    const list = element('ul', 'rows');
    const more = pushButton('', () => fill(list.children.length + PAGE));
    const others = exchanges - lessons.length;
    function fill(count) {
      list.replaceChildren(...lessons.slice(0, count).map(({ user, assistant }) => element('li', 'row', element('p', 'row-user', user), element('p', 'row-reply', assistant))));
      more.hidden = lessons.length <= count;
      more.textContent = `Show more (${lessons.length - list.children.length})`;
    }
    fill(PAGE);
    const rest = others > 0 ? `${lessons.length ? 'And ' : ''}${plural(others, 'exchange')} that are not yours or no longer here.` : '';
    return element('section', 'card', element('h3', '', 'What it learned from'), list, more, element('p', 'small', rest));
  }

  return { open, close };
}
