// What is being served, and where things are kept.

import { byId, plural } from './dom.js';
import { linkToModel } from './views.js';
import { inMillions, modelName } from './words.js';

const DEVICES = { cpu: 'CPU', cuda: 'CUDA GPU', mps: 'Apple GPU' };

export const deviceName = (device) => DEVICES[String(device).split(':')[0]] ?? device;

export function showModel(stats) {
	const { model, model_kind: kind, parameters, training } = stats;
	const chip = byId('model-chip');
	const [link, learning] = chip.children;
	const put = (part, words) => { chip.querySelector(`.model-${part}`).textContent = words; };
	const name = modelName(model, parameters);
	const tuned = name.startsWith('Tuned'); // its kind and its date are its name
	put('name', tuned ? name.replace('Tuned', 'fine-tuned') : name);
	put('kind', tuned || kind === 'embedded' ? '' : kind);
	put('device', deviceName(stats.device));
	put('queue', stats.waiting ? `${stats.waiting} waiting` : '');
	link.href = linkToModel(model);
	link.title = `${model}: ${inMillions(parameters)} parameters, a window of ${plural(stats.context, 'token')}, ${stats.dtype}`;
	learning.hidden = !training;
	if (training) learning.textContent = `learning ${Math.round(100 * training.step / (training.total || 1))} %`;
	chip.hidden = false;
	byId('shape').textContent = `${inMillions(parameters)} parameters, ${plural(stats.layers, 'layer')}${stats.made ? `, made in ${String(stats.made).slice(0, 4)}` : ''}.`;
	showPlace(stats);
}

function showPlace({ data_dir: folder, chats, local }) {
	const path = folder ? `${folder.replace(/[\\/]$/, '')}/chat_history.jsonl` : 'chat_history.jsonl';
	byId('log-path').textContent = path;
	byId('kept').textContent = `${plural(chats, 'exchange')} kept on ${local ? 'this computer' : 'the server'}`;
	byId('kept').title = path;
}
