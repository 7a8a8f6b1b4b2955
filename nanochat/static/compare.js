// Two models, one message, one seed: side by side, until the reader says which reply is better.

import { getModels } from './api.js';
import { byId, element, pushButton } from './dom.js';
import { modelName } from './words.js';

/** The choice of a second model. Gives its name, or '' for none. */
export function createRival(failed) {
	const select = byId('rival');
	async function fill() {
		try {
			const { models, active } = await getModels();
			const chosen = select.value;
			const others = models.filter(({ name }) => name !== active);
			select.replaceChildren(new Option('no other', ''), ...others.map(({ name }) => new Option(modelName(name), name)));
			if (others.some(({ name }) => name === chosen)) select.value = chosen;
		} catch (error) {
			failed(error);
		}
	}
	fill();
	select.addEventListener('focus', fill);
	return () => select.value;
}

/** Puts the second exchange beside the first. */
export function setBeside(first, second) {
	const pair = element('div', 'pair');
	first.root.before(pair);
	pair.append(first.root, second.root);
}

/** Asks which of the two is better; `choose(exchange)` hears it. */
export function askForVote(pair, choose) {
	const buttons = pair.map((exchange) => {
		const button = pushButton('This one is better', () => {
			buttons.forEach((other) => other.remove());
			choose(exchange);
		});
		exchange.root.append(button);
		return button;
	});
}
