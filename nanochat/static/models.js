// The Models view: which model came from which, the one that answers now, and a page for each.

import { activateModel, deleteModel, getModel, getModels } from './api.js';
import { confirmDelete } from './confirm.js';
import { byId, element, fromTemplate, plural, pushButton, tell, terms } from './dom.js';
import { showVerdict } from './verdict.js';
import { linkToModel } from './views.js';
import { loss, modelName, moment, shortName, size } from './words.js';

const PAGE = 30;
const TUNED = ['fine-tuned', 'candidate'];
const KINDS = { embedded: 'comes with the program', candidate: 'candidate, not in use' };

/** A candidate that was promoted goes by its final name. */
export const entryOf = (models, name) => models.find((m) => m.name === name) ?? models.find((m) => m.name === name?.replace('candidate_', 'finetuned_'));

/** The model that would answer if `model` did not: the next older fine-tune, else the base, else the embedded one. */
export function previousOf(models, model) {
  const older = models.slice(models.findIndex((m) => m.name === model.name) + 1).filter((m) => m.kind === 'fine-tuned');
  const grounds = ['base', 'embedded'].map((kind) => models.find((m) => m.kind === kind && m.name !== model.name));
  return [...(model.kind === 'fine-tuned' ? older : []), ...grounds].find(Boolean) ?? null;
}

/** `hooks`: failed(error); changed() once another model answers. */
export function createModels(hooks) {
  const body = byId('models-body');
  let turn = 0;
  let shown = null; // the model whose page it is, or null for the list

  /** What was shown stays until the new is there. */
  async function open(name) {
    const mine = ++turn;
    shown = name;
    byId('models-back').hidden = !name;
    byId('models-lead').hidden = Boolean(name);
    byId('models-title').textContent = name ? modelName(name) : 'Models';
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
    if (error.unreachable) return;
    tell(byId('models-problem'), error.message);
    if (error.status === 404) body.replaceChildren();
  }

  // --- the list

  function tree(models) {
    const branch = (of) => element('ul', 'tree', ...of.map((m) => element('li', '', card(m, models), ...children(m))));
    const children = (m) => { const found = models.filter((other) => other.parent === m.name); return found.length ? [branch(found)] : []; };
    return branch(models.filter((m) => !models.some((other) => other.name === m.parent)));
  }

  function card(model, models) {
    const { name, kind, active, verdict } = model;
    const root = fromTemplate('model-template', {
      a: modelName(name),
      '.tags': [active ? element('span', 'tag learn', 'answers now') : '', element('span', 'tag', KINDS[kind] ?? kind)],
      '.card-buttons': buttons(model, models),
      '.small': name === 'embedded' || modelName(name) === shortName(name) ? '' : name,
      '.reasons': verdict?.reasons[0] ?? '',
      '.tiles': terms(facts(model)),
    });
    const [page, archive] = root.querySelectorAll('a');
    page.href = linkToModel(name);
    archive.href = `models/${encodeURIComponent(name)}/export`;
    archive.ariaLabel = `Export ${modelName(name)}`;
    archive.hidden = !model.can.includes('export');
    root.classList.toggle('active', active);
    return root;
  }

  function facts({ made, bytes, parent, exchanges, steps, train_loss: learned, val_loss: held, ratings }) {
    return [
      ['Made', moment(made)],
      ['Size', size(bytes)],
      ['From', parent && modelName(parent)],
      ['Learned from', exchanges && plural(exchanges, 'exchange')],
      ['Steps', steps?.toLocaleString('en')],
      ['Training loss', Number.isFinite(learned) && loss(learned)],
      ['Held-out loss', Number.isFinite(held) && loss(held)],
      ['Replies', ratings?.replies && ratings.replies.toLocaleString('en'), `${ratings?.up} good, ${ratings?.down} bad`],
    ].filter(([, value]) => value);
  }

  function buttons(model, models) {
    const previous = model.active && previousOf(models, model);
    const button = (words, act, title, kind) => {
      const made = pushButton(words, act, kind);
      made.setAttribute('aria-label', title);
      made.title = title;
      return made;
    };
    const name = modelName(model.name);
    const use = model.kind === 'candidate' ? 'Promote' : 'Activate';
    return [
      model.can.includes('activate') && button(use, () => activate(model.name), `${use} ${name}`),
      previous && button('Roll back', () => activate(previous.name), `Roll back to ${modelName(previous.name)}`),
      model.can.includes('delete') && button('Delete', () => remove(model), `Delete ${name}`, 'quiet'),
    ].filter(Boolean);
  }

  async function activate(name) {
    try {
      const { active } = await activateModel(name);
      hooks.changed();
      byId('announcer').textContent = `${modelName(active)} answers now`;
      if (shown === name && active !== name) location.replace(linkToModel(active)); // a candidate gets its final name
      else await open(shown);
      byId('models-title').focus({ preventScroll: true });
    } catch (error) {
      fail(error);
    }
  }

  function remove({ name }) {
    confirmDelete('Delete this model?', `${modelName(name)} (${name}) is removed from this computer for good. What it learned from stays, so that another model can be made from it.`, async () => {
      await deleteModel(name);
      if (shown) location.hash = '#/models';
      else await open(null);
      byId('models-title').focus({ preventScroll: true });
    });
  }

  // --- a model's page

  function page(model, models) {
    const { name, kind, verdict, exchanges, learned_from: lessons = [] } = model;
    const { can } = models.find((m) => m.name === name) ?? model;
    const root = fromTemplate('model-page-template');
    const [judged, learned] = root.children;
    const about = card({ ...model, can }, models);
    about.querySelector('h3').remove();
    about.querySelector('.reasons').remove();
    root.prepend(about);
    if (verdict) showVerdict(judged.querySelector('div'), verdict);
    else judged.remove();
    judged.querySelector('h3').textContent = `${verdict?.better ? 'Judged' : 'Not judged'} better than the one before`;
    if (TUNED.includes(kind)) fillLessons(learned, lessons, exchanges - lessons.length);
    else learned.remove();
    return [root];
  }

  function fillLessons(card, lessons, others) {
    const [, list, more, rest] = card.children;
    const add = () => {
      const next = lessons.slice(list.children.length, list.children.length + PAGE);
      list.append(...next.map(({ user, assistant }) => element('li', 'row', element('p', 'row-user', user), element('p', 'row-reply', assistant))));
      more.textContent = `Show more (${lessons.length - list.children.length})`;
      more.hidden = lessons.length === list.children.length;
    };
    more.addEventListener('click', add);
    add();
    tell(rest, others > 0 ? `${lessons.length ? 'And ' : ''}${plural(others, 'exchange')} that are not yours or no longer here.` : '');
  }

  return { open, close };
}
