// Small values kept in this browser; a browser that refuses storage must not break the page.

const PREFIX = 'nanochat.';

export function recall(name, fallback = null) {
	try {
		return JSON.parse(localStorage.getItem(PREFIX + name)) ?? fallback;
	} catch {
		return fallback;
	}
}

export function remember(name, value) {
	try {
		if (value === null) localStorage.removeItem(PREFIX + name);
		else localStorage.setItem(PREFIX + name, JSON.stringify(value));
	} catch { /* full or switched off: the page works without memory */ }
}
