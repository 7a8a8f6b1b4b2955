// Numbers, dates and models as people call them.

export const loss = (value) => (Number.isFinite(value) ? value.toFixed(3) : '–');
export const shortName = (name) => name.replace(/\.pt$/, '');

/** A model's name for people; that of its file belongs beside it. */
export function modelName(name, parameters) {
  if (name === 'embedded') return `Built in${parameters ? ` · ${inMillions(parameters)}` : ''}`;
  const made = /^(finetuned|candidate)_(\d{4})(\d\d)(\d\d)_(\d\d)(\d\d)/.exec(name);
  if (!made) return shortName(name);
  const [year, month, day, hour, minute] = made.slice(2).map(Number);
  const date = new Date(year, month - 1, day, hour, minute);
  return `${made[1] === 'candidate' ? 'Candidate' : 'Tuned'} ${date.toLocaleString('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }).replace(',', '')}`;
}

export function inMillions(count) {
  return count < 1e6 ? `${Math.round(count / 1e3)}K` : `${(count / 1e6).toFixed(count < 1e7 ? 1 : 0)}M`;
}

export function duration(seconds) {
  if (!Number.isFinite(seconds)) return '–';
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}

export function size(bytes) {
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

export function moment(iso) {
  return new Date(iso).toLocaleString('en-GB', { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' });
}

export function percent(change) {
  const points = Math.round(change * 100);
  return `${points > 0 ? '+' : points < 0 ? '−' : ''}${Math.abs(points)} %`;
}
