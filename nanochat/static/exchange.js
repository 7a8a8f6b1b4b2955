// One exchange on the page: a message, its reply, and what can be done with the reply.

import { sendFeedback } from './api.js';
import { wordDiff } from './diff.js';
import { element, fromTemplate, plural, setIcon } from './dom.js';
import { linkToInside, linkToModel } from './views.js';
import { moment, modelName } from './words.js';

const CUT = ['length', 'cancelled'];
const JUDGING = ['good', 'bad', 'correct', 'exclude'];

/**
 * `data` is an exchange as the server keeps it, or just {user} for one that is about to happen.
 * `on` has edit(exchange, message), regenerate(exchange), goOn(exchange), step(exchange, kind, by), retry(exchange) and reuseSeed(seed).
 */
export function createExchange(data, on) {
  const root = fromTemplate('exchange-template');
  const part = (selector) => root.querySelector(selector);
  const action = (name) => part(`[data-action="${name}"]`);
  const text = part('.text');
  const exchange = { ...data, root, assistant: data.assistant ?? '' };

  part('.user-text').textContent = exchange.user;
  part('.user-text').title = exchange.timestamp ? moment(exchange.timestamp) : '';
  if (exchange.completion_tokens) exchange.usage = { completion_tokens: exchange.completion_tokens };

  // --- the reply as it arrives: one text node an animation frame, however long the reply is

  const pending = [];
  let frame = 0;

  function flush() {
    cancelAnimationFrame(frame);
    frame = 0;
    if (pending.length) text.append(pending.join(''));
    pending.length = 0;
  }

  exchange.wait = (words) => {
    part('.waiting-text').textContent = words;
    part('.waiting').hidden = false;
  };

  exchange.start = ({ id, seed, model, conversation }) => Object.assign(exchange, { id, seed, model, conversation });

  exchange.append = (piece) => {
    part('.waiting').hidden = true;
    root.classList.add('streaming');
    exchange.assistant += piece;
    pending.push(piece);
    frame ||= requestAnimationFrame(flush);
  };

  exchange.finish = (event) => {
    settle();
    Object.assign(exchange, event, { assistant: event.response });
    showReply();
    showActions();
  };

  exchange.stop = () => {
    settle();
    exchange.finish_reason = 'cancelled';
    if (!exchange.id) return showProblem('Stopped before the reply began.');
    showReply();
    showActions();
  };

  exchange.fail = (error) => {
    settle();
    showProblem(error.message, error.retryAfter);
  };

  function settle() {
    flush();
    part('.waiting').hidden = true;
    root.classList.remove('streaming');
  }

  // --- the finished reply

  function showReply() {
    const { assistant, correction } = exchange;
    const empty = !assistant.trim() && !correction;
    text.classList.toggle('empty', empty);
    if (correction) text.replaceChildren(...diffNodes(assistant, correction));
    else text.textContent = empty ? emptyWords(exchange) : assistant;
    showUse();
    showFacts();
  }

  /** Says what the reply means for training, where that is not the usual. */
  function showUse() {
    const { correction, excluded } = exchange;
    part('.badge').hidden = !correction && !excluded;
    part('.badge').classList.toggle('left-out', Boolean(excluded));
    part('.badge-text').textContent = excluded ? 'left out of training' : 'corrected – will be used for training';
    setIcon(part('.badge'), excluded ? 'leave' : 'pencil');
    action('exclude').setAttribute('aria-pressed', String(Boolean(excluded)));
  }

  function showActions() {
    part('.actions').hidden = part('.user-tools').hidden = !exchange.id; // lines written by hand may have none
    action('continue').hidden = !CUT.includes(exchange.finish_reason) || !exchange.assistant.trim();
    for (const name of JUDGING) action(name).hidden = Boolean(exchange.unkept);
    action('inside').href = linkToInside(exchange.id);
    action('inside').hidden = exchange.unkept || !exchange.assistant.trim();
    showRating();
  }

  // --- versions: of the message, and of the reply

  exchange.showVersions = (found) => {
    for (const [kind, { list, at }] of Object.entries(found)) {
      part(`.${kind}`).hidden = list.length < 2;
      part(`.${kind} span`).textContent = `${at + 1}/${list.length}`;
      for (const button of root.querySelectorAll(`.${kind} button`)) button.disabled = !list[at + Number(button.dataset.by)];
    }
  };

  exchange.focusVersions = (kind, by) => {
    const pressed = part(`.${kind} [data-by="${by}"]`);
    (pressed.disabled ? part(`.${kind} button:enabled`) : pressed)?.focus();
  };

  for (const kind of ['wordings', 'answers']) {
    part(`.${kind}`).addEventListener('click', ({ target }) => {
      const by = Number(target.closest('button')?.dataset.by);
      if (by) on.step(exchange, kind, by);
    });
  }

  function showRating() {
    action('good').setAttribute('aria-pressed', String(exchange.rating === 1));
    action('bad').setAttribute('aria-pressed', String(exchange.rating === -1));
  }

  function showFacts() {
    const facts = [outcome(exchange), tokens(exchange), speed(exchange), seedButton(exchange, on), modelLink(exchange)];
    part('.facts').replaceChildren(...facts.filter(Boolean));
  }

  function note(words) {
    part('.note').textContent = words;
  }

  // --- failures

  function showProblem(words, retryAfter) {
    part('.problem').hidden = false;
    part('.problem .problem-text').textContent = words;
    countDown(action('retry'), retryAfter);
  }

  action('retry').addEventListener('click', () => on.retry(exchange));

  // --- copy, rate, correct

  action('regenerate').addEventListener('click', () => on.regenerate(exchange));
  action('continue').addEventListener('click', () => on.goOn(exchange));
  action('good').addEventListener('click', () => rate(1));
  action('bad').addEventListener('click', () => rate(-1));

  action('copy').addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(exchange.correction || exchange.assistant);
    } catch {
      return note('The browser did not allow copying.');
    }
    showCopied(true);
    setTimeout(showCopied, 1600, false);
  });

  function showCopied(copied) {
    action('copy').setAttribute('aria-label', copied ? 'Copied' : 'Copy');
    setIcon(action('copy'), copied ? 'check' : 'copy');
  }

  async function rate(value) {
    const before = exchange.rating ?? 0;
    exchange.rating = before === value ? 0 : value;
    showRating();
    if (await judge({ rating: exchange.rating })) return;
    exchange.rating = before;
    showRating();
  }

  exchange.like = () => (exchange.rating === 1 ? null : rate(1));

  async function judge(judgement) {
    try {
      await sendFeedback({ id: exchange.id, ...judgement });
      note('');
      return true;
    } catch (error) {
      note(`Not kept: ${error.message}`);
      return false;
    }
  }

  const correction = createEditor(part('.reply .editor'), {
    toggle(open) {
      text.hidden = part('.reply-foot').hidden = open;
      if (open) part('.badge').hidden = true;
      else { showUse(); note(''); action('correct').focus(); }
    },
    save(wanted) {
      if (!wanted) return note('A correction needs some words.');
      if (wanted === (exchange.correction || exchange.assistant).trim()) return correction.close();
      return correct(wanted === exchange.assistant.trim() ? null : wanted);
    },
  });

  const wording = createEditor(part('.rewording'), {
    toggle(open) {
      part('.bubble').hidden = open;
      if (!open) action('edit').focus();
    },
    save(wanted) {
      wording.close();
      if (wanted && wanted !== exchange.user) on.edit(exchange, wanted);
    },
  });

  exchange.editMessage = () => wording.open(exchange.user);

  async function exclude(excluded) {
    if (!await judge({ excluded })) return;
    exchange.excluded = excluded;
    showUse();
    if (part('.badge').hidden) action('exclude').focus();
  }

  async function correct(wanted) {
    if (!await judge({ correction: wanted })) return;
    exchange.correction = wanted;
    correction.close();
    showReply();
  }

  action('correct').addEventListener('click', () => correction.open(exchange.correction || exchange.assistant));
  action('edit').addEventListener('click', exchange.editMessage);
  action('exclude').addEventListener('click', () => exclude(!exchange.excluded));
  action('undo').addEventListener('click', () => (exchange.excluded ? exclude(false) : correct(null)));

  if (data.assistant !== undefined) {
    showReply();
    showActions();
  }
  return exchange;
}

/** A text field that opens in place of what it changes. `on` has toggle(open) and save(text). */
function createEditor(form, on) {
  const draft = form.querySelector('textarea');
  const fit = () => {
    draft.style.height = 'auto';
    draft.style.height = `${draft.scrollHeight + 2}px`;
  };
  const show = (open) => {
    form.hidden = !open;
    on.toggle(open);
  };
  draft.addEventListener('input', fit);
  draft.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    if (event.key === 'Escape') { event.stopPropagation(); show(false); }
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  form.querySelector('[type="button"]').addEventListener('click', () => show(false));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    on.save(draft.value.trim());
  });
  return {
    open(words) { show(true); draft.value = words; draft.focus(); fit(); },
    close: () => show(false),
  };
}

function diffNodes(before, after) {
  return wordDiff(before, after).flatMap(([kind, words], index) => {
    const start = words.search(/\S|$/); // the gap before a word is not struck out or underlined
    const gap = index ? words.slice(0, start) : '';
    return [gap, kind === 'same' ? words.slice(start) : element(kind, '', words.slice(start))];
  });
}

function emptyWords({ finish_reason: reason }) {
  if (reason === 'cancelled') return 'Nothing was written.';
  return 'Empty reply: the model chose to end at once. Regenerate asks it again.';
}

function outcome({ finish_reason: reason, usage }) {
  if (reason === 'cancelled') return element('strong', '', 'stopped');
  if (reason === 'length') return element('strong', '', usage ? `cut at ${plural(usage.completion_tokens, 'token')}` : 'cut at the token limit');
  return null;
}

function tokens({ usage, finish_reason: reason }) {
  return usage && reason !== 'length' && element('span', '', plural(usage.completion_tokens, 'token'));
}

function speed({ usage, seconds }) {
  return usage?.completion_tokens && seconds > 0 && element('span', '', `${(usage.completion_tokens / seconds).toFixed(1)} tokens/s`);
}

function seedButton({ seed }, on) {
  if (seed === undefined || seed === null) return null;
  const button = element('button', 'seed', `seed ${seed}`);
  button.type = 'button';
  button.title = 'Use this seed for the next replies';
  button.addEventListener('click', () => on.reuseSeed(seed));
  return button;
}

function modelLink({ model }) {
  if (!model) return null;
  const link = element('a', 'written-by', modelName(model));
  link.href = linkToModel(model);
  link.title = `Written by ${model}: what it learned from`;
  return link;
}

function countDown(button, seconds) {
  button.disabled = Boolean(seconds);
  button.textContent = seconds ? `Try again in ${seconds} s` : 'Try again';
  if (seconds) setTimeout(() => countDown(button, seconds - 1), 1000);
}
