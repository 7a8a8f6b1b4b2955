// The result of a run: the verdict in words and numbers, and what can be done with the new model.

import { activateModel, getModels } from './api.js';
import { byId, element, pushButton } from './dom.js';
import { entryOf, previousOf } from './models.js';
import { recall, remember } from './store.js';
import { headline, verdictNodes } from './verdict.js';
import { linkToModel } from './views.js';
import { shortName } from './words.js';

const ARRIVAL_MS = 1500;

/** `hooks` as the view has them. */
export function createResult(hooks) {
  const card = byId('result');
  let shown; // the model of the verdict that is drawn

  function show({ verdict, model }) {
    card.hidden = !verdict;
    if (!verdict || shown === model) return;
    shown = model;
    draw(verdict, model, null, []);
    refresh(verdict, model);
  }

  /** A model that was promoted takes a moment to come in. */
  async function refresh(verdict, model, tries = 4) {
    try {
      const { models } = await getModels();
      if (shown !== model) return;
      const entry = entryOf(models, model);
      const onItsWay = verdict.promoted && entry && !entry.active && tries > 0;
      draw(verdict, model, onItsWay ? null : entry, models);
      if (onItsWay) setTimeout(refresh, ARRIVAL_MS, verdict, model, tries - 1);
      else hooks.changed();
    } catch (error) {
      hooks.failed(error);
      shown = undefined; // the next look tries again
    }
  }

  function draw(verdict, model, entry, models) {
    const title = element('h3', verdict.better ? 'good' : 'bad', headline(verdict, entry?.active));
    title.id = 'result-title';
    title.tabIndex = -1;
    const problem = element('p', 'setting-problem');
    problem.setAttribute('role', 'alert');
    const buttons = element('div', 'card-buttons', ...choices(verdict, model, entry, models, problem));
    card.replaceChildren(element('header', 'card-head', title, buttons), problem, ...verdictNodes(verdict));
  }

  function choices(verdict, model, entry, models, problem) {
    if (!entry) return [];
    const about = element('a', 'button quiet', 'About this model');
    about.href = linkToModel(entry.name);
    const use = (name) => async () => {
      try {
        await activateModel(name);
        await refresh(verdict, model, 0);
        byId('result-title').focus();
      } catch (error) {
        problem.textContent = error.message;
        hooks.failed(error);
      }
    };
    if (entry.kind === 'candidate') {
      if (recall('kept-old') === model) return [element('span', 'small', 'You kept the old one.'), pushButton('Promote', use(entry.name)), about];
      const keep = () => { remember('kept-old', model); draw(verdict, model, entry, models); byId('result-title').focus(); };
      return [pushButton('Promote', use(entry.name), verdict.better ? 'primary' : ''), pushButton('Keep the old one', keep, verdict.better ? '' : 'primary'), about];
    }
    if (!entry.active) return [pushButton('Activate', use(entry.name)), about];
    const previous = previousOf(models, entry);
    const back = previous && pushButton('Roll back', use(previous.name));
    if (back) back.title = `to ${shortName(previous.name)}`;
    return [back, about].filter(Boolean);
  }

  return { show };
}
