// The message box: what is typed, kept until the server has it; Send, Stop, and the context meter.

import { byId } from './dom.js';
import { recall, remember } from './store.js';

const STOP_GUARD_MS = 300; // the second half of a double click on Send must not stop the reply
const NEW = 'new';

export function createComposer({ onSend, onStop, onEditLast }) {
	const form = byId('composer');
	const box = byId('message');
	const button = byId('send');
	let key = NEW;
	let busy = false;
	let busySince = 0;

	// --- drafts: {conversation: {text, unsent}}; "unsent" left the box but is not yet the server's

	function keep(change) {
		const drafts = recall('drafts', {});
		const draft = { ...drafts[key], ...change };
		if (draft.text || draft.unsent) drafts[key] = draft;
		else delete drafts[key];
		remember('drafts', drafts);
	}

	const kept = () => recall('drafts', {})[key] ?? {};

	function fill(text) {
		box.value = text;
		keep({ text });
		fit();
	}

	function fit() {
		button.disabled = !busy && !box.value.trim();
		box.style.height = 'auto';
		if (box.scrollHeight) box.style.height = `${box.scrollHeight}px`; // it has none while another view is shown
	}

	function show(conversation) {
		key = conversation ?? NEW;
		fill(kept().text ?? '');
	}

	/** Puts a message that never arrived back into the box; `newest` is the last one that the server has. */
	function reclaim(newest = null) {
		const { text = '', unsent = '' } = kept();
		keep({ unsent: '' });
		if (unsent && unsent !== newest && unsent !== text) fill([unsent, text].filter(Boolean).join('\n\n'));
	}

	function forget(conversation) {
		const drafts = recall('drafts', {});
		delete drafts[conversation];
		remember('drafts', drafts);
	}

	/** A new conversation has got its name: what is kept moves along. */
	function rename(conversation) {
		const draft = kept();
		keep({ text: '', unsent: '' });
		key = conversation;
		keep(draft);
	}

	/** The server did not take the message: back into the box, unless something new stands there. */
	function giveBack(message) {
		if (!box.value.trim()) fill(message);
		if (box.value === message) keep({ unsent: '' });
	}

	function send() {
		const message = box.value.trim();
		if (busy || !message) return;
		keep({ unsent: message });
		fill('');
		onSend(message);
	}

	function retrying(message) {
		keep({ unsent: message });
		if (box.value === message) fill('');
	}

	function setBusy(next) {
		busy = next;
		busySince = performance.now();
		button.setAttribute('aria-label', busy ? 'Stop' : 'Send');
		button.classList.toggle('stops', busy);
		fit();
	}

	box.addEventListener('input', () => { keep({ text: box.value }); fit(); });
	box.addEventListener('keydown', (event) => {
		const composing = event.isComposing || event.keyCode === 229; // 229: Safari ends composition before this event
		if (event.key === 'ArrowUp' && !box.value && !composing) { event.preventDefault(); onEditLast(); }
		if (event.key !== 'Enter' || event.shiftKey || composing) return;
		event.preventDefault();
		send();
	});
	form.addEventListener('submit', (event) => {
		event.preventDefault();
		if (!busy) send();
		else if (performance.now() - busySince > STOP_GUARD_MS) onStop();
	});
	addEventListener('resize', fit);

	return { fit, show, reclaim, rename, forget, giveBack, retrying, setBusy, taken: () => keep({ unsent: '' }), focus: () => box.focus() };
}

/** Shows how full the model's window is: "612 / 512 tokens". */
export function createContextMeter() {
	const meter = byId('context');
	const bar = meter.querySelector('.context-bar span');
	let used = null;
	let size = null;

	function draw() {
		meter.hidden = !size;
		if (!size) return;
		const share = (used ?? 0) / size;
		bar.style.width = `${Math.min(100, share * 100)}%`;
		meter.classList.toggle('tight', share > 0.85);
		meter.querySelector('.context-text').textContent = `${used?.toLocaleString('en') ?? '–'} / ${size.toLocaleString('en')} tokens`;
	}

	return {
		setUsed: (count) => { used = count; draw(); },
		setSize: (count) => { size = count; draw(); },
	};
}
