// The address as the page's state: filter words, and which capture is open in which view.

export const WORDS = ['type', 'verdict', 'event-id', 'reference-id', 'since', 'until', 'text'];
export const REPEATED = new Set(['type', 'verdict']);
const VIEWS = new Set(['detail', 'mail', 'diff', 'runs']);

// What the address says: {filter, capture, with, view}; a capture without a view is shown in detail.
export function params() {
	const words = new URLSearchParams(location.search);
	const filter = {};
	for (const name of WORDS) if (words.get(name)) filter[name] = REPEATED.has(name) ? words.getAll(name) : words.get(name);
	const capture = words.get('capture') || null;
	const view = VIEWS.has(words.get('view')) ? words.get('view') : capture && 'detail';
	return { filter, capture, with: words.get('with') || null, view };
}

// The address with some words replaced; null or '' removes a word, a list stands once for each value.
export function link(changes) {
	const words = new URLSearchParams(location.search);
	for (const [name, value] of Object.entries(changes)) {
		words.delete(name);
		for (const one of [value].flat()) if (one !== null && one !== undefined && one !== '') words.append(name, one);
	}
	return `${location.pathname}${words.size ? `?${words}` : ''}`;
}

// The same address with another filter.
export const filterLink = (filter) => link(Object.fromEntries(WORDS.map((name) => [name, filter[name] ?? null])));
