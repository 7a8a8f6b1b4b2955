// The thread: opens a conversation, sends a message, follows the reply, keeps the newest in sight.

import { getConversation, noteConversation, streamReply } from './api.js';
import { askForVote, createRival, setBeside } from './compare.js';
import { byId, element, fromTemplate, plural, pushButton } from './dom.js';
import { createExchange } from './exchange.js';
import { keepAtBottom } from './follow.js';
import { createSpeaker } from './speaker.js';
import { newestUnder, versions, wayTo } from './tree.js';

const ALL_TOKENS = 4096; // more than any reply has
const LOG_DELAY_MS = 600; // a stopped reply reaches the log a moment after the page has let go of it

/**
 * `hooks`: sampling() → settings of the next request; busy(bool); started(event) once the server has taken the message;
 * settled(exchange); returned(message) when it was not taken; retrying(message); usage(tokens); failed(error);
 * leave() a conversation that is gone; reuseSeed(seed).
 */
export function createChat(hooks) {
	const log = byId('log');
	const scroller = byId('scroller');
	const dropped = element('p', 'dropped');
	const follow = keepAtBottom(scroller, log, byId('jump'));
	const rival = createRival(hooks.failed);
	const speaker = createSpeaker(byId('announcer'));
	const writing = new Map(); // conversation → the reply that is being written for it, also while another one is shown
	const actions = {
		step,
		retry,
		reuseSeed: hooks.reuseSeed,
		regenerate: (exchange) => again(exchange),
		goOn: (exchange) => again(exchange, { prefix: ALL_TOKENS }),
		edit: ({ after }, message) => send(message, { after }),
	};

	let conversation = null;
	let kept = true;
	let all = []; // every exchange of the conversation, on every branch, oldest first
	let shown = []; // the way that is shown, and what failed behind it
	let running = null;
	let opening = 0;

	// --- which conversation

	function clear(id) {
		setRunning(null);
		speaker.drop();
		conversation = id;
		all = [];
		shown = [];
		log.replaceChildren();
		hooks.usage(null);
		return ++opening;
	}

	function startNew() {
		clear(null);
		setKept(true);
		hooks.usage(0);
		byId('welcome').hidden = false;
	}

	function setKept(next) {
		kept = byId('keep').checked = next;
		log.classList.toggle('unkept', !kept);
	}

	byId('keep').addEventListener('change', ({ target }) => setKept(target.checked));

	/** Resolves to the newest message that the server has kept of it, or null. */
	async function open(id) {
		const turn = clear(id);
		byId('welcome').hidden = true;
		try {
			const found = await getConversation(id);
			if (turn !== opening) return null;
			setKept(true);
			all = found.exchanges;
			const leaf = takeUp(writing.get(id)) ?? found.leaf;
			show(wayTo(all, leaf));
			hooks.usage(found.tokens);
			showDropped(found.dropped_turns);
			follow.jump();
			return all.at(-1)?.user ?? null;
		} catch (error) {
			if (turn === opening) showOpenProblem(id, error);
			return null;
		}
	}

	/** A reply that was being written when the reader left is followed again; gives its id. */
	function takeUp(reply) {
		if (!reply) return null;
		all = [...all.filter(({ id }) => id !== reply.exchange.id), reply.exchange];
		setRunning(reply.controller);
		return reply.exchange.id;
	}

	function showOpenProblem(id, error) {
		const gone = error.status === 404;
		const button = pushButton(gone ? 'New chat' : 'Try again', () => (gone ? hooks.leave() : open(id)));
		const problem = fromTemplate('standing-template');
		problem.firstChild.textContent = gone ? 'This conversation is no longer here.' : error.message;
		problem.append(button);
		log.replaceChildren(problem);
		hooks.failed(error);
	}

	// --- which way through it

	/** Shows these exchanges; what stands already stays as it is. */
	function show(way) {
		const next = way.map(drawn);
		const same = next.findIndex((exchange, n) => exchange !== shown[n]);
		const from = same < 0 ? next.length : same;
		shown.slice(from).forEach(({ root }) => (root.closest('.pair') ?? root).remove());
		log.append(...next.slice(from).map((exchange) => exchange.root));
		shown = next;
		shown.slice(from).forEach(showVersions);
	}

	function drawn(exchange) {
		if (exchange.root) return exchange;
		const made = createExchange(exchange, actions);
		all[all.indexOf(exchange)] = made;
		return made;
	}

	const showVersions = (exchange) => exchange.showVersions(versions(all, exchange));

	/** Shows the version `by` places further: another wording, or another answer. */
	function step(exchange, kind, by) {
		const { list, at } = versions(all, exchange)[kind];
		const other = list[at + by];
		if (running || !other) return;
		const leaf = newestUnder(all, other);
		show(wayTo(all, leaf.id));
		dropped.remove();
		shown.find((e) => e.id === other.id)?.focusVersions(kind, by);
		byId('announcer').textContent = `Version ${at + by + 1} of ${list.length}`;
		if (kept) noteConversation(conversation, { leaf: leaf.id }).catch(hooks.failed);
	}

	function join(exchange) {
		shown.push(exchange);
		log.append(exchange.root);
	}

	function remove(exchange) {
		shown = shown.filter((other) => other !== exchange);
		exchange.root.remove();
	}

	// --- a message and its reply

	/** `where`: {} at the end of what is shown; or `after` an exchange, or one that it `replaces`, of which a `prefix` may stay. */
	async function send(message, where = {}, beside = null) {
		if (running || !message.trim()) return;
		forgetFailed(message);
		const before = shown;
		const parent = where.after ?? lastOf(shown)?.id ?? '';
		if ('after' in where && !beside) show(wayTo(all, parent));
		const exchange = createExchange({ user: message, after: parent, where, unkept: !kept }, actions);
		const reply = { exchange, controller: new AbortController() };
		if (scroller.contains(document.activeElement)) scroller.focus({ preventScroll: true }); // what was pressed goes away
		byId('welcome').hidden = true;
		if (beside) setBeside(beside, exchange);
		else join(exchange);
		exchange.wait('Waiting for the model');
		follow.jump();
		setRunning(reply.controller);
		try {
			await before.at(-1)?.logged;
			for await (const event of streamReply(request(message, { after: parent, ...where }), reply.controller.signal)) take(reply, event);
		} catch (error) {
			giveUp(exchange, error, reply.controller.signal);
			if (!exchange.id && exchange.root.isConnected && 'after' in where && !beside) { show(before); join(exchange); }
		}
		writing.delete(exchange.conversation);
		if (running !== reply.controller) return;
		setRunning(null);
		if (beside) askForVote([beside, exchange], choose);
		else if (rival() && !where.replaces && exchange.id) again(exchange, { model: rival(), seed: exchange.seed });
	}

	/** The better one of two goes on. */
	function choose(exchange) {
		exchange.like();
		show(wayTo(all, exchange.id));
		shown.forEach(showVersions);
		if (kept) noteConversation(conversation, { leaf: exchange.id }).catch(hooks.failed);
	}

	const lastOf = (way) => way.findLast((exchange) => exchange.id && exchange.assistant.trim());

	function setRunning(controller) {
		running = controller;
		log.setAttribute('aria-busy', String(Boolean(running)));
		hooks.busy(Boolean(running));
	}

	function request(message, where) {
		const body = { message, ...hooks.sampling(), ...where };
		if (conversation) body.conversation = conversation;
		if (!kept) body.keep = false;
		return body;
	}

	function take({ exchange, controller }, event) {
		const here = running === controller;
		if (event.type === 'start') {
			exchange.start(event);
			exchange.wait(`Reading ${plural(event.prompt_tokens, 'token')}`);
			writing.set(event.conversation, { exchange, controller });
			if (!here) return;
			conversation = event.conversation;
			all.push(exchange);
			showVersions(exchange);
			hooks.started({ ...event, kept });
			hooks.usage(event.prompt_tokens);
			showDropped(event.dropped_turns);
		} else if (event.type === 'waiting') {
			exchange.wait(event.place ? `${plural(event.place, 'reply').replace('replys', 'replies')} before this one` : 'Reading');
		} else if (event.type === 'text') {
			exchange.append(event.text);
			if (here) speaker.add(event.text);
		} else if (event.type === 'end') {
			exchange.finish(event);
			if (here) {
				speaker.end(event.response ? '' : 'Empty reply');
				hooks.usage(event.usage.prompt_tokens + event.usage.completion_tokens);
			}
			hooks.settled(exchange);
		}
	}

	function giveUp(exchange, error, signal) {
		speaker.drop();
		if (signal.aborted) {
			exchange.stop();
			exchange.logged = new Promise((done) => { setTimeout(done, LOG_DELAY_MS); });
			byId('announcer').textContent = 'Stopped.';
			if (exchange.id) return hooks.settled(exchange);
		} else {
			exchange.fail(error);
			hooks.failed(error);
		}
		exchange.failed = true;
		if (!exchange.where.replaces && exchange.root.isConnected) hooks.returned(exchange.user);
	}

	/** A failed try at the same message gives way to the new one; any other stays, for its text is nowhere else. */
	function forgetFailed(message) {
		shown.filter((exchange) => exchange.failed && exchange.user === message).forEach(remove);
	}

	function retry(exchange) {
		if (running) return;
		remove(exchange);
		hooks.retrying(exchange.user);
		send(exchange.user, exchange.where);
	}

	/** Another answer to the same message; `more` says how it begins, or who gives it. */
	const again = (exchange, more) => send(exchange.user, { after: exchange.after, replaces: exchange.id, ...more }, more?.model && exchange);

	function branch({ replaces, ...more }) {
		const exchange = all.find(({ id }) => id === replaces);
		if (exchange) again(exchange, more);
	}

	/** Opens the editor of the newest message. */
	function editLast() {
		if (!running) lastOf(shown)?.editMessage();
	}

	function stop() {
		const controller = running;
		if (!controller) return false;
		setRunning(null);
		controller.abort();
		return true;
	}

	/** Two turns make an exchange. */
	function showDropped(turns) {
		dropped.remove();
		if (!turns) return;
		const inPrompt = shown.filter((exchange) => !exchange.failed);
		const firstSeen = inPrompt[Math.min(Math.ceil(turns / 2), inPrompt.length - 1)];
		dropped.textContent = turns === 1 ? '1 earlier turn no longer fits and is not seen by the model' : `${turns} earlier turns no longer fit and are not seen by the model`;
		firstSeen?.root.before(dropped);
	}

	return { startNew, open, send, stop, editLast, branch };
}
