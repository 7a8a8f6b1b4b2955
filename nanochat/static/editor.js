// A text field that opens in place of what it changes.

/** `on` has toggle(open) and save(text). */
export function createEditor(form, on) {
	const draft = form.querySelector('textarea');

	function fit() {
		draft.style.height = 'auto';
		draft.style.height = `${draft.scrollHeight + 2}px`;
	}

	function show(open) {
		form.hidden = !open;
		on.toggle(open);
	}

	draft.addEventListener('input', fit);
	draft.addEventListener('keydown', (event) => {
		if (event.isComposing) return;
		if (event.key === 'Escape') { event.stopPropagation(); show(false); }
		if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.requestSubmit();
	});
	form.querySelector('[type="button"]').addEventListener('click', () => show(false));
	form.addEventListener('submit', (event) => {
		event.preventDefault();
		on.save(draft.value.trim());
	});
	return {
		open(words) { show(true); draft.value = words; draft.focus(); fit(); },
		close: () => show(false),
	};
}
