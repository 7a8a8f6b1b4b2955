// The result of a run: the verdict in words and numbers, and what can be done with the new model.

import { activateModel, getModels } from './api.js';
import { byId, element, pushButton, tell } from './dom.js';
import { entryOf, previousOf } from './models.js';
import { recall, remember } from './store.js';
import { headline, showVerdict } from './verdict.js';
import { linkToModel } from './views.js';

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
    byId('result-title').textContent = headline(verdict, entry?.active);
    card.classList.toggle('better', verdict.better);
    byId('result-buttons').replaceChildren(...choices(verdict, model, entry, models));
    tell(byId('result-problem'), '');
    showVerdict(byId('result-verdict'), verdict);
  }

  function choices(verdict, model, entry, models) {
    if (!entry) return [];
    const about = element('a', 'button quiet', 'About this model');
    about.href = linkToModel(entry.name);
    const use = (words, { name }, kind) => pushButton(words, async () => {
      try {
        await activateModel(name);
        await refresh(verdict, model, 0);
        byId('result-title').focus();
      } catch (error) {
        tell(byId('result-problem'), error.message);
        hooks.failed(error);
      }
    }, kind);
    const previous = entry.active && previousOf(models, entry);
    if (previous) return [use('Roll back', previous), about];
    if (entry.active) return [about];
    if (entry.kind !== 'candidate') return [use('Activate', entry), about];
    if (recall('kept-old') === model) return [element('span', 'small', 'You kept the old one.'), use('Promote', entry), about];
    const keep = () => { remember('kept-old', model); draw(verdict, model, entry, models); byId('result-title').focus(); };
    return [use('Promote', entry, verdict.better ? 'primary' : ''), pushButton('Keep the old one', keep, verdict.better ? '' : 'primary'), about];
  }

  return { show };
}
