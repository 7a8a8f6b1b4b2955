// One exchange on the page: a message, its reply, and what can be done with the reply.

import { sendFeedback } from './api.js';
import { diffNodes } from './diff.js';
import { createEditor } from './editor.js';
import { fromTemplate, onAction, plural, press, setIcon, tell } from './dom.js';
import { linkToInside, linkToModel } from './views.js';
import { moment, modelName } from './words.js';

const COPIED_MS = 1600;

/**
 * `data` is an exchange as the server keeps it, or just {user} for one that is about to happen.
 * `on` has edit(exchange, message), regenerate(exchange), goOn(exchange), step(exchange, kind, by), retry(exchange) and reuseSeed(seed).
 */
export function createExchange(data, on) {
	const root = fromTemplate('exchange-template');
	const part = (selector) => root.querySelector(selector);
	const action = (name) => part(`[data-action="${name}"]`);
	const text = part('.text');
	const note = (words) => { part('.note').textContent = words; };
	const exchange = { ...data, root, assistant: data.assistant ?? '' };

	part('.user-text').textContent = exchange.user;
	if (data.timestamp) part('.user-text').title = moment(data.timestamp);
	if (data.completion_tokens) exchange.usage = data;

	// --- the reply as it arrives: one text node an animation frame, however long the reply is

	let pending = '';
	let frame = 0;

	function flush() {
		cancelAnimationFrame(frame);
		frame = 0;
		if (pending) text.append(pending);
		pending = '';
	}

	function settle() {
		flush();
		part('.waiting').hidden = true;
		root.classList.remove('streaming');
	}

	exchange.wait = (words) => tell(part('.waiting'), words);
	exchange.start = ({ id, seed, model, conversation }) => Object.assign(exchange, { id, seed, model, conversation });

	exchange.append = (piece) => {
		if (!exchange.assistant) {
			part('.waiting').hidden = true;
			root.classList.add('streaming');
		}
		exchange.assistant += piece;
		pending += piece;
		frame ||= requestAnimationFrame(flush);
	};

	exchange.finish = (event) => {
		settle();
		Object.assign(exchange, event, { assistant: event.response });
		showReply();
	};

	exchange.stop = () => {
		if (!exchange.id) return exchange.fail({ message: 'Stopped before the reply began.' });
		exchange.finish({ finish_reason: 'cancelled', response: exchange.assistant });
	};

	exchange.fail = ({ message, retryAfter }) => {
		settle();
		part('.problem').hidden = false;
		part('.problem .problem-text').textContent = message;
		countDown(action('retry'), retryAfter);
	};

	// --- the finished reply

	function showReply() {
		const { assistant, correction, finish_reason: reason, id, unkept } = exchange;
		const said = Boolean(assistant.trim());
		text.classList.toggle('empty', !said && !correction);
		if (correction) text.replaceChildren(...diffNodes(assistant, correction));
		else text.textContent = said ? assistant : emptyWords(reason);
		part('.actions').hidden = part('.user-tools').hidden = !id; // lines written by hand may have none
		for (const name of ['good', 'bad', 'correct', 'exclude', 'inside']) action(name).hidden = unkept;
		action('continue').hidden = !said || !['length', 'cancelled'].includes(reason);
		action('inside').href = linkToInside(id);
		showUse();
		showRating();
		showFacts();
	}

	/** Says what the reply means for training, where that is not the usual. */
	function showUse() {
		const { correction, excluded } = exchange;
		part('.badge').hidden = !correction && !excluded;
		part('.badge').classList.toggle('left-out', Boolean(excluded));
		part('.badge-text').textContent = excluded ? 'left out of training' : 'corrected – will be used for training';
		setIcon(part('.badge'), excluded ? 'leave' : 'pencil');
		press([action('exclude')], () => Boolean(excluded));
	}

	function showRating() {
		press([action('good')], () => exchange.rating === 1);
		press([action('bad')], () => exchange.rating === -1);
	}

	function showFacts() {
		const { finish_reason: reason, usage, seconds, seed, model } = exchange;
		const count = usage?.completion_tokens;
		const cut = reason === 'length' && (count ? `cut at ${plural(count, 'token')}` : 'cut at the token limit');
		tell(part('.outcome'), reason === 'cancelled' ? 'stopped' : cut);
		tell(part('.count'), count !== undefined && !cut && plural(count, 'token'));
		tell(part('.speed'), count && seconds > 0 && `${(count / seconds).toFixed(1)} tokens/s`);
		tell(part('.seed'), Number.isInteger(seed) && `seed ${seed}`);
		tell(part('.written-by'), model && modelName(model));
		if (model) Object.assign(part('.written-by'), { href: linkToModel(model), title: `Written by ${model}: what it learned from` });
	}

	// --- versions: of the message, and of the reply

	exchange.showVersions = (found) => {
		for (const [kind, { list, at }] of Object.entries(found)) {
			part(`.${kind}`).hidden = list.length < 2;
			part(`.${kind} span`).textContent = `${at + 1}/${list.length}`;
			for (const button of part(`.${kind}`).querySelectorAll('button')) button.disabled = !list[at + Number(button.value)];
		}
	};

	exchange.focusVersions = (kind, by) => {
		const pressed = part(`.${kind} [value="${by}"]`);
		(pressed.disabled ? part(`.${kind} button:enabled`) : pressed)?.focus();
	};

	// --- rate, leave out, correct, say in other words

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

	async function rate(value) {
		const before = exchange.rating ?? 0;
		exchange.rating = before === value ? 0 : value;
		showRating();
		if (await judge({ rating: exchange.rating })) return;
		exchange.rating = before;
		showRating();
	}

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
	exchange.like = () => (exchange.rating === 1 ? null : rate(1));

	async function copy() {
		try {
			await navigator.clipboard.writeText(exchange.correction || exchange.assistant);
		} catch {
			return note('The browser did not allow copying.');
		}
		showCopied(true);
		setTimeout(showCopied, COPIED_MS, false);
	}

	function showCopied(copied) {
		action('copy').ariaLabel = copied ? 'Copied' : 'Copy';
		setIcon(action('copy'), copied ? 'check' : 'copy');
	}

	// --- what was pressed

	onAction(root, {
		copy,
		edit: exchange.editMessage,
		correct: () => correction.open(exchange.correction || exchange.assistant),
		undo: () => (exchange.excluded ? exclude(false) : correct(null)),
		exclude: () => exclude(!exchange.excluded),
		good: () => rate(1),
		bad: () => rate(-1),
		seed: () => on.reuseSeed(exchange.seed),
		regenerate: () => on.regenerate(exchange),
		continue: () => on.goOn(exchange),
		retry: () => on.retry(exchange),
		wordings: ({ value }) => on.step(exchange, 'wordings', Number(value)),
		answers: ({ value }) => on.step(exchange, 'answers', Number(value)),
	});

	if (data.assistant !== undefined) showReply();
	return exchange;
}

function emptyWords(reason) {
	return reason === 'cancelled' ? 'Nothing was written.' : 'Empty reply: the model chose to end at once. Regenerate asks it again.';
}

function countDown(button, seconds) {
	button.disabled = Boolean(seconds);
	button.textContent = seconds ? `Try again in ${seconds} s` : 'Try again';
	if (seconds) setTimeout(() => countDown(button, seconds - 1), 1000);
}
