// Numbers, dates and models as people call them.

const DATE = { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' };

export const loss = (value) => (Number.isFinite(value) ? value.toFixed(3) : '–');
export const shortName = (name) => name.replace(/\.pt$/, '');

export const count = (number) => number.toLocaleString('en');
export const exchanges = (number) => plural(number, 'exchange');

export function plural(number, one) {
	const many = one.endsWith('reply') ? 'replies' : `${one}s`;
	return `${count(number)} ${number === 1 ? one : many}`;
}

/** A model's name for people; that of its file belongs beside it. */
export function modelName(name, parameters) {
	if (name === 'embedded') return `Built in${parameters ? ` · ${inMillions(parameters)}` : ''}`;
	const made = /^(finetuned|candidate)_(\d{4})(\d\d)(\d\d)_(\d\d)(\d\d)/.exec(name);
	if (!made) return shortName(name);
	const [, kind, year, month, day, hour, minute] = made;
	return `${kind === 'candidate' ? 'Candidate' : 'Tuned'} ${new Date(year, month - 1, day, hour, minute).toLocaleString('en-GB', DATE).replace(',', '')}`;
}

export const inMillions = (count) => count.toLocaleString('en', { notation: 'compact' });

export function duration(seconds) {
	if (!Number.isFinite(seconds)) return '–';
	if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
	if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
	return `${(seconds / 3600).toFixed(1)} h`;
}

export function size(bytes) {
	return bytes < 1e9 ? `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

export const moment = (iso) => new Date(iso).toLocaleString('en-GB', { ...DATE, year: 'numeric' });

export function percent(change) {
	return change.toLocaleString('en', { style: 'percent', signDisplay: 'exceptZero' }).replace('-', '−').replace('%', ' %');
}

/** Rows as a table for other programs; without `names`, the columns that hold plain words and numbers. */
export function csv(rows, names = Object.keys(rows[0]).filter((name) => /string|number/.test(typeof rows.at(-1)[name]))) {
	return [names, ...rows.map((row) => names.map((name) => `"${String(row[name] ?? '').replaceAll('"', '""')}"`))].join('\n');
}
