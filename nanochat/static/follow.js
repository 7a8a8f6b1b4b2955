// Keeps a growing list scrolled to its newest line, but only for a reader who is already there.

const NEAR = 48;

export function keepAtBottom(scroller, content, jumpButton) {
	let following = true;
	let lastTop = 0;

	const toBottom = () => { scroller.scrollTop = scroller.scrollHeight; };
	const distance = () => scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop;

	function setFollowing(next) {
		if (next === following) return;
		following = next;
		jumpButton.hidden = following;
	}

	function jump() {
		setFollowing(true);
		toBottom();
	}

	// Growth never moves scrollTop by itself, so only a move upwards means that the reader left.
	scroller.addEventListener('scroll', () => {
		if (distance() < NEAR) setFollowing(true);
		else if (scroller.scrollTop < lastTop - 1) setFollowing(false);
		lastTop = scroller.scrollTop;
	}, { passive: true });

	const watcher = new ResizeObserver(() => { if (following) toBottom(); });
	watcher.observe(content);
	watcher.observe(scroller);
	jumpButton.addEventListener('click', () => { jump(); scroller.focus({ preventScroll: true }); });
	return { jump };
}
