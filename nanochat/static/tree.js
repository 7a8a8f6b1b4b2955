// A conversation is a tree: which exchange follows which, and the way through it that is shown.

/** The exchanges from the first to `leaf`; `all` has every branch, oldest first, and each knows what it comes `after`. */
export function wayTo(all, leaf) {
	const found = new Map(all.map((exchange) => [exchange.id, exchange]));
	const way = [];
	for (let at = found.get(leaf); at; at = found.get(at.after)) way.unshift(at);
	return way;
}

/** The newest exchange that comes, however much later, after this one. */
export function newestUnder(all, { id }) {
	const under = new Set([id]);
	return all.filter((exchange) => exchange.id === id || (under.has(exchange.after) && under.add(exchange.id))).at(-1);
}

/** What else stands in its place: other wordings of the message (one exchange of each), and other answers to the same words. */
export function versions(all, { id, after, user }) {
	const beside = all.filter((other) => other.after === after);
	const wordings = new Map(beside.map((other) => [other.user, other]));
	const answers = beside.filter((other) => other.user === user);
	const place = (list, test) => ({ list, at: list.findIndex(test) });
	return {
		wordings: place([...wordings.values()], (other) => other.user === user),
		answers: place(answers, (other) => other.id === id),
	};
}
