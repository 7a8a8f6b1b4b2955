// What the dice are thrown over: generate.considered once more, as often as a slider moves.

/** The chance of every token: its score less what is barred, penalised, and cut. */
export function considered(logits, { temperature = 1, top_k, top_p = 1, min_p = 0, ...penalties }, written = [], barred = []) {
	const scores = penalise(logits, penalties, written, barred);
	const best = [...scores.keys()].sort((a, b) => scores[b] - scores[a] || a - b).slice(0, temperature ? top_k || undefined : 1);
	const weights = best.map((token) => Math.exp((scores[token] - scores[best[0]]) / (temperature || 1)));
	const reach = top_p < 1 ? top_p * weights.reduce((all, weight) => all + weight) : Infinity;
	let [kept, sum] = [0, 0];
	while (sum < reach && weights[kept] >= min_p) sum += weights[kept++];
	const chances = scores.fill(0);
	best.slice(0, kept).forEach((token, n) => { chances[token] = weights[n] / sum; });
	return chances;
}

function penalise(logits, { repetition_penalty = 1, presence_penalty = 0, frequency_penalty = 0, logit_bias = [] }, written, barred) {
	const scores = Float64Array.from(logits);
	for (const token of barred) scores[token] = -Infinity;
	for (const token of new Set(written)) scores[token] = scores[token] * repetition_penalty ** -Math.sign(scores[token]) - presence_penalty;
	for (const token of written) scores[token] -= frequency_penalty;
	for (const [token, bias] of logit_bias) scores[token] += bias;
	return scores;
}
