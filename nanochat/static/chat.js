// The thread: opens a conversation, sends a message, follows the reply, keeps the newest in sight.

import { getConversation, streamReply } from './api.js';
import { byId, element, plural } from './dom.js';
import { createExchange } from './exchange.js';
import { keepAtBottom } from './follow.js';

/**
 * `hooks`: sampling() → settings of the next request; busy(bool); started(event) once the server has taken the message;
 * settled(exchange); returned(message) when it was not taken; retrying(message); usage(tokens); failed(error);
 * leave() a conversation that is gone; reuseSeed(seed).
 */
export function createChat(hooks) {
  const log = byId('log');
  const scroller = byId('scroller');
  const welcome = byId('welcome');
  const announcer = byId('announcer');
  const dropped = element('p', 'dropped');
  const follow = keepAtBottom(scroller, log, byId('jump'));
  const actions = { regenerate, retry, reuseSeed: hooks.reuseSeed };

  let conversation = null;
  let exchanges = [];
  let running = null;
  let opening = 0;

  function clear(id) {
    stop();
    conversation = id;
    exchanges = [];
    log.replaceChildren();
    hooks.usage(null);
    return ++opening;
  }

  function startNew() {
    clear(null);
    hooks.usage(0);
    welcome.hidden = false;
  }

  /** Resolves to the newest message that the server has kept of it, or null. */
  async function open(id) {
    const turn = clear(id);
    welcome.hidden = true;
    try {
      const { exchanges: kept } = await getConversation(id);
      if (turn !== opening) return null;
      kept.forEach((data) => add(createExchange(data, actions)));
      follow.jump();
      return kept.at(-1)?.user ?? null;
    } catch (error) {
      if (turn === opening) showOpenProblem(id, error);
      return null;
    }
  }

  function showOpenProblem(id, error) {
    const gone = error.status === 404;
    const button = element('button', 'button', gone ? 'New chat' : 'Try again');
    button.addEventListener('click', () => (gone ? hooks.leave() : open(id)));
    const problem = element('div', 'problem standing', element('p', 'problem-text', gone ? 'This conversation is no longer here.' : error.message), button);
    problem.setAttribute('role', 'alert');
    log.replaceChildren(problem);
    hooks.failed(error);
  }

  function add(exchange) {
    exchanges.push(exchange);
    log.append(exchange.root);
  }

  function remove(exchange) {
    exchanges = exchanges.filter((other) => other !== exchange);
    exchange.root.remove();
  }

  async function send(message, replaces = null) {
    if (running || !message.trim()) return;
    forgetFailed(message);
    const exchange = createExchange({ user: message, replaces }, actions);
    const controller = new AbortController();
    running = controller;
    if (scroller.contains(document.activeElement)) scroller.focus({ preventScroll: true }); // what was pressed goes away
    welcome.hidden = true;
    add(exchange);
    exchange.wait('Waiting for the model');
    follow.jump();
    log.setAttribute('aria-busy', 'true');
    hooks.busy(true);
    try {
      for await (const event of streamReply(request(message, replaces), controller.signal)) take(exchange, event);
    } catch (error) {
      giveUp(exchange, error, controller.signal);
    }
    if (running !== controller) return;
    running = null;
    log.removeAttribute('aria-busy');
    hooks.busy(false);
  }

  function request(message, replaces) {
    const body = { message, ...hooks.sampling() };
    if (conversation) body.conversation = conversation;
    if (replaces) body.replaces = replaces;
    return body;
  }

  function take(exchange, event) {
    if (event.type === 'start') {
      exchange.start(event);
      exchange.wait(`Reading ${plural(event.prompt_tokens, 'token')}`);
      conversation = event.conversation;
      hooks.started(event);
      hooks.usage(event.prompt_tokens);
      showDropped(event.dropped_turns);
    } else if (event.type === 'text') {
      exchange.append(event.text);
    } else if (event.type === 'end') {
      exchange.finish(event);
      announcer.textContent = `Reply: ${event.response || 'empty'}`;
      hooks.usage(event.usage.prompt_tokens + event.usage.completion_tokens);
      hooks.settled(exchange);
    }
  }

  function giveUp(exchange, error, signal) {
    if (signal.aborted) {
      exchange.stop();
      announcer.textContent = 'Stopped.';
      if (exchange.id) return hooks.settled(exchange);
    } else {
      exchange.fail(error);
      hooks.failed(error);
    }
    exchange.failed = true;
    if (!exchange.replaces && exchange.root.isConnected) hooks.returned(exchange.user);
  }

  /** A failed try at the same message gives way to the new one; any other stays, for its text is nowhere else. */
  function forgetFailed(message) {
    exchanges.filter((exchange) => exchange.failed && exchange.user === message).forEach(remove);
  }

  function retry(exchange) {
    if (running) return;
    remove(exchange);
    hooks.retrying(exchange.user);
    send(exchange.user, exchange.replaces);
  }

  function regenerate(exchange) {
    send(exchange.user, exchange.id);
  }

  function stop() {
    const controller = running;
    if (!controller) return false;
    running = null;
    controller.abort();
    log.removeAttribute('aria-busy');
    hooks.busy(false);
    return true;
  }

  /** Two turns make an exchange; a reply that was replaced is in no prompt. */
  function showDropped(turns) {
    dropped.remove();
    if (!turns) return;
    const replaced = new Set(exchanges.map((exchange) => exchange.replaces));
    const inPrompt = exchanges.filter((exchange) => !exchange.failed && !replaced.has(exchange.id));
    const firstSeen = inPrompt[Math.min(Math.ceil(turns / 2), inPrompt.length - 1)];
    dropped.textContent = turns === 1
      ? '1 earlier turn no longer fits and is not seen by the model'
      : `${turns} earlier turns no longer fit and are not seen by the model`;
    firstSeen.root.before(dropped);
  }

  return { startNew, open, send, stop, isBusy: () => Boolean(running), conversation: () => conversation };
}
