// A side panel that is part of the page when there is room, and a drawer over it when there is not.

const drawers = [];

export function createDrawer({ panel, opener, backdrop, roomy, onChange = () => {} }) {
	const hasRoom = matchMedia(roomy);
	let open = false;

	function set(next, { focus = true } = {}) {
		if (next) closeCovering();
		open = next;
		panel.toggleAttribute('data-open', open);
		opener.setAttribute('aria-expanded', String(open));
		shieldPage(backdrop);
		onChange(open);
		if (!focus) return;
		if (open) panel.querySelector('[data-close]').focus();
		else if (panel.matches(':focus-within') || document.activeElement === document.body) opener.focus();
	}

	const drawer = {
		panel,
		covers: () => open && !hasRoom.matches,
		open: (options) => set(true, options),
		close: () => set(false),
	};
	drawers.push(drawer);

	opener.addEventListener('click', () => set(!open));
	panel.querySelector('[data-close]').addEventListener('click', drawer.close);
	backdrop.addEventListener('click', closeCovering);
	hasRoom.addEventListener('change', () => shieldPage(backdrop));
	return drawer;
}

/** Closes the drawer that lies over the page; says whether there was one. */
export function closeCovering() {
	const covering = drawers.find((drawer) => drawer.covers());
	covering?.close();
	return Boolean(covering);
}

function shieldPage(backdrop) {
	const covering = drawers.find((drawer) => drawer.covers());
	backdrop.toggleAttribute('data-open', Boolean(covering));
	for (const part of document.querySelectorAll('[data-behind]')) {
		part.inert = Boolean(covering) && part !== covering.panel && !part.contains(covering.panel);
	}
}
