// What stands in the list's place where it is empty: what to do next.

import { copyable } from './dialog.js';
import { el, safe } from './dom.js';

// unfilter() takes the filter away.
export function showEmptiness(place, rows, state, unfilter) {
	const kind = rows.total || rows.newestRow === undefined ? '' : rows.isFiltered ? `filtered ${rows.filter.text ?? ''}` : 'none';
	if (place.dataset.kind === kind) return;
	place.dataset.kind = kind;
	place.hidden = !kind;
	if (kind) place.replaceChildren(...(kind === 'none' ? firstSteps(state) : clearing(rows.filter.text, unfilter)));
}

function clearing(text, unfilter) {
	const [, word] = /(?:^|\s)([\w-]+):\S/.exec(text) ?? [];
	return [el('p', { text: 'No captures match.' }),
		word && el('p', { text: `${word}: is no word of the filter, so it was searched for as text.` }),
		text && el('p', { text: 'Text is searched for as it is written: ä written as \\u00e4 is not found.' }), el('button', { text: 'Clear the filter', on: { click: unfilter } })].filter(Boolean);
}

function firstSteps(state) {
	return [
		el('h2', { text: 'No captures yet' }),
		el('p', { text: 'Catch webhooks in one terminal:' }),
		copyable('mhook listen'),
		el('p', { text: 'Send one from another:' }),
		copyable(`mhook send delivered --url ${safe(state?.listener?.url ?? 'http://127.0.0.1:4747')}`),
		el('p', { text: 'It appears here as it comes.' }),
	];
}
