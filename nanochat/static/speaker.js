// Says a growing reply to a screen reader: sentence by sentence, never token by token.

const PAUSE_MS = 1000;
const sentences = new Intl.Segmenter('en', { granularity: 'sentence' });

export function createSpeaker(place) {
	let waiting = '';
	let timer = 0;

	function speak(upTo) {
		const words = waiting.slice(0, upTo).trim();
		waiting = waiting.slice(upTo);
		if (!words) return;
		place.textContent = words;
		timer = setTimeout(() => { timer = 0; whole(); }, PAUSE_MS);
	}

	/** Everything but the last sentence, which may still grow. */
	function whole() {
		const last = [...sentences.segment(waiting)].at(-1)?.index;
		if (last && !timer) speak(last);
	}

	return {
		add(text) { waiting += text; whole(); },
		end(words = '') { clearTimeout(timer); timer = 0; waiting += words; speak(waiting.length); },
		drop() { waiting = ''; },
	};
}
