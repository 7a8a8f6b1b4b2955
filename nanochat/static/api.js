// Every request to the server: JSON calls, the reply stream, and failures in plain words.

import { enter, entries } from './key.js';

const PATIENCE_MS = 8000;
const UNREACHABLE = 'The server is not answering. Is it still running?';
const CUT_OFF = 'The connection was lost before the end.';

export class ApiError extends Error {
	constructor(message, { status = 0, param = null, retryAfter = null } = {}) {
		super(message);
		Object.assign(this, { status, param, retryAfter });
	}

	get unreachable() {
		return this.status === 0;
	}
}

export const getStats = () => askJson('stats', { patience: PATIENCE_MS });
export const listConversations = async () => (await askJson('conversations')).conversations;
export const getConversation = (id) => askJson(`conversations/${id}`);
export const noteConversation = (id, note) => post(`conversations/${id}`, note);
export const searchConversations = async (query) => (await askJson(`search?q=${encodeURIComponent(query)}`)).found;
export const deleteConversation = (id) => remove(`conversations/${id}`);
export const sendFeedback = (feedback) => post('feedback', feedback);

export const getTraining = () => askJson('finetune', { patience: PATIENCE_MS });
export const getLessons = () => askJson('finetune/data');
export const startTraining = (settings) => post('finetune', settings);
export const steerTraining = (what) => (what === 'stop' ? remove('finetune') : post(`finetune/${what}`));

export const getModels = () => askJson('models');
export const getModel = (name) => askJson(`models/${name}`);
export const activateModel = (model) => post('models/activate', { model });
export const deleteModel = (name) => remove(`models/${name}`);

export const logIn = (key) => post('login', { key });
export const logOut = () => remove('login');
export const importLines = (lines) => post('import', { lines });
export const forgetAll = () => remove('conversations');

/** Yields the events of one reply: start, text …, end. */
export async function* streamReply(request, signal) {
	const response = await ask('chat', { method: 'POST', body: JSON.stringify({ ...request, stream: true }), signal });
	for await (const event of serverEvents(response.body)) {
		if (event.type === 'error') throw streamedError(event.error);
		yield event;
		if (event.type === 'end') return;
	}
	throw new ApiError(CUT_OFF);
}

const remove = (path) => askJson(path, { method: 'DELETE', keepalive: true }); // also when the page is being left
const post = (path, body = {}) => askJson(path, { method: 'POST', body: JSON.stringify(body) });

async function askJson(path, options) {
	const response = await ask(path, options);
	try {
		return await response.json();
	} catch {
		throw new ApiError('The server gave an answer that cannot be read.', { status: response.status });
	}
}

async function ask(path, options = {}) {
	const before = entries;
	const response = await send(path, options);
	if (response.status === 401 && path !== 'login' && (entries > before || await enter(logIn, Boolean(options.method)))) return ask(path, options);
	if (!response.ok) throw await refusal(response);
	return response;
}

async function send(path, { patience, ...options }) {
	const headers = options.method ? { 'Content-Type': 'application/json' } : {};
	if (patience) options.signal = AbortSignal.timeout(patience);
	try {
		return await fetch(path, { cache: 'no-store', headers, ...options });
	} catch (error) {
		throw error.name === 'AbortError' ? error : new ApiError(UNREACHABLE);
	}
}

async function refusal(response) {
	const { error } = await response.json().catch(() => ({}));
	const { status } = response;
	return new ApiError(error?.message || `The server failed (${status}). Its own log says more.`, {
		status,
		param: error?.param ?? null,
		retryAfter: Math.ceil(Number(response.headers.get('Retry-After'))) || null,
	});
}

function streamedError(error = {}) {
	return new ApiError(error.message || 'The model failed while it was answering.', { status: 500, param: error.param ?? null });
}

async function* serverEvents(body) {
	const reader = body.pipeThrough(new TextDecoderStream()).getReader();
	let rest = '';
	let data = [];
	try {
		for (;;) {
			const { value, done } = await reader.read();
			if (done) return;
			const lines = (rest + value).split('\n');
			rest = lines.pop();
			for (const line of lines.map((raw) => raw.replace(/\r$/, ''))) {
				if (line.startsWith('data:')) data.push(line.slice(5).trimStart());
				if (line !== '' || !data.length) continue;
				yield JSON.parse(data.join('\n'));
				data = [];
			}
		}
	} catch (error) {
		throw error.name === 'AbortError' ? error : new ApiError(CUT_OFF);
	} finally {
		reader.cancel().catch(() => {});
	}
}

export const inspect = (what) => post('inspect', what);
export const getScores = (what) => post('inspect/scores', what);
export const getCode = (name) => askJson(`inspect/code/${name}`);
export const getAttention = async (what) => new Uint8Array(await (await ask('inspect/attention', { method: 'POST', body: JSON.stringify(what) })).arrayBuffer());
