// The playground: what could come at the chosen token, redrawn from one set of scores while sliders move.

import { getScores } from './api.js';
import { byId } from './dom.js';
import { drawBars, percent } from './inside-draw.js';
import { ask, look, note } from './inside-hub.js';
import { considered } from './sampler.js';

const form = byId('dice');
const sliders = form.querySelectorAll('input');
let timer = 0;

export function show() {
	for (const slider of sliders) slider.defaultValue = look.settings[slider.name];
	form.reset();
}

export function rest(at) {
	clearTimeout(timer); // arrows may go on to another token
	if (look.tokens[at].chance !== null) timer = setTimeout(load, 250, at);
}

async function load(at) {
	const scores = await ask(getScores, { at });
	scores.logits = new Float32Array(Uint8Array.from(atob(scores.logits), (letter) => letter.charCodeAt()).buffer);
	const before = considered(scores.logits, {});
	look.dice = Object.entries(scores.texts).map(([token, text]) => ({ token: Number(token), text, before: before[token] })).sort((a, b) => b.before - a.before);
	look.scores = scores;
	draw();
}

function draw() {
	const { scores, dice } = look;
	const settings = { ...look.settings };
	for (const slider of sliders) slider.nextElementSibling.value = settings[slider.name] = Number(slider.value);
	if (!scores) return;
	const after = considered(scores.logits, settings, scores.written, scores.barred);
	for (const one of dice) one.after = after[one.token];
	const { token, text } = look.tokens[scores.at];
	drawBars('dice-bars', dice.slice(0, 10), token);
	note({ left: after.filter(Boolean).length, came: text, share: percent(after[token]) });
}

form.oninput = draw;
form.onreset = () => setTimeout(draw);
