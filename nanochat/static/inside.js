// Look inside: what the model thought while it wrote a reply, or would have thought of any text.

import { getCode, getConversation, getModels, inspect, listConversations } from './api.js';
import { byId, download, element, fromTemplate, tell } from './dom.js';
import * as dice from './inside-dice.js';
import { png } from './inside-draw.js';
import { ask, look, on, redraw, show } from './inside-hub.js';
import * as layers from './inside-layers.js';
import * as tokens from './inside-tokens.js';
import { linkToInside, setTitle } from './views.js';
import { csv, modelName } from './words.js';

const [body, compare] = ['inside-body', 'inside-compare'].map(byId);

/** `hooks`: failed(error); branch({conversation, replaces, prefix, then}), for another reply that begins with so many tokens of this one, and `then` another. */
export function createInside(hooks) {
	Object.assign(on, hooks, { panels: [tokens, dice, layers] });
	document.head.append(fromTemplate('inside-look'));
	return { open, close() { on.what = null; } };
}

function open(id) {
	setTitle();
	byId('inside-start').hidden = id;
	byId('inside-back').hidden = !id;
	if (id) return lookInto({ id });
	body.hidden ||= look.id;
	return showNewest();
}

async function lookInto(what) {
	on.what = what;
	tell(byId('inside-problem'));
	show(await ask(inspect));
	const { models } = await ask(getModels);
	compare.replaceChildren(compare[0], ...models.map(({ name }) => new Option(modelName(name), name)));
}

async function showNewest() {
	const [newest] = await ask(listConversations);
	if (!newest) return;
	const { exchanges } = await ask(() => getConversation(newest.id));
	byId('inside-newest').replaceChildren(...exchanges.slice(-5).reverse().map(({ id, user, assistant }) => (
		element('li', '', element('a', { className: 'back', href: linkToInside(id) }, `${user} → ${assistant}`)))));
}

byId('inside-form').onsubmit = (event) => {
	event.preventDefault();
	lookInto({ text: byId('inside-text').value });
};

compare.onchange = async () => {
	const model = compare.value;
	compare.value = ''; // as long as there is no answer
	const other = model ? await ask(inspect, { model }) : undefined;
	compare.value = model;
	tokens.show(other);
	redraw();
};

body.onclick = async ({ target }) => {
	const { save } = target.dataset;
	if (!save) return;
	const panel = target.closest('section');
	const names = [...panel.querySelectorAll('[data-name]')].map((node) => node.textContent);
	download(`${names.join(', ')} ${look.id ?? ''}.${save}`, '', save === 'csv' ? csv(look[panel.dataset.look]) : await png(panel.querySelector('[data-picture]')));
};

for (const part of body.querySelectorAll('[data-code]')) {
	part.ontoggle = async () => {
		const { notebook, source } = await ask(() => getCode(part.dataset.code));
		part.lastChild.textContent = `# ${notebook}\n\n${source}`;
	};
}
