// What is being served, and where things are kept.

import { byId, plural } from './dom.js';

const DEVICES = { cpu: 'CPU', cuda: 'CUDA GPU', mps: 'Apple GPU' };

export const deviceName = (device) => DEVICES[String(device).split(':')[0]] ?? device;

export function showModel(stats) {
  const chip = byId('model-chip');
  const put = (part, words) => { chip.querySelector(`.model-${part}`).textContent = words; };
  const name = stats.model.replace(/\.pt$/, '');
  const kind = kindOf(stats);
  put('name', name);
  put('kind', kind === name ? '' : kind);
  put('device', deviceName(stats.device));
  put('queue', stats.waiting ? `${stats.waiting} waiting` : '');
  chip.title = `${inMillions(stats.parameters)} parameters, a window of ${plural(stats.context, 'token')}, ${stats.dtype}`;
  chip.classList.toggle('dated', kind !== stats.model_kind);
  chip.hidden = false;
  showPlace(stats);
}

function showPlace({ data_dir: folder, chats, local }) {
  const path = folder ? `${folder.replace(/[\\/]$/, '')}/chat_history.jsonl` : 'chat_history.jsonl';
  byId('log-path').textContent = path;
  byId('kept').textContent = `${plural(chats, 'exchange')} kept on ${local ? 'this computer' : 'the server'}`;
  byId('kept').title = path;
}

/** A fine-tuned model carries its date in its name: finetuned_20251112_101500. */
function kindOf({ model, model_kind: kind }) {
  const day = kind === 'fine-tuned' && /(\d{4})(\d{2})(\d{2})_\d{6}/.exec(model);
  if (!day) return kind;
  const date = new Date(Number(day[1]), Number(day[2]) - 1, Number(day[3]));
  return `${kind} ${date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' })}`;
}

function inMillions(count) {
  return count < 1e6 ? `${Math.round(count / 1e3)}K` : `${(count / 1e6).toFixed(count < 1e7 ? 1 : 0)}M`;
}
