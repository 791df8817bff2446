// Two captures compared: their values, how these are written, and their bytes.
import { bodyWindow, marked } from './bytes.js';
import { button, code, counted, el, faint, heading, number, p, path, safe, table, verdict, when } from './words.js';

const NEITHER = 'Not compared: the bodies are not both JSON.';

export async function show(place, context, { capture: first, with: second }) {
	const title = heading('Two captures compared');
	place.append(title);
	const view = { keys: {}, heading: title, close() {} };
	if (!first || !second) {
		place.append(faint('Press d on one capture, then on another.'));
		return view;
	}
	const [found, ...pair] = await Promise.all([context.get('/api/diff', { first, second }), ...[first, second].map((id) => context.get(path(id)))]);
	const unlike = !found.bytes.equal && !found.values.length && !found.writing.length;
	place.append(p(el('b', safe(found.summary))), who(context, pair),
		level('Request', 'Request line and headers are the same.', found.request, (one) => [safe(one.name), side(one.first), side(one.second)]),
		level('Values', unlike ? NEITHER : 'Both bodies say the same.', found.values, (one) => [safe(one.path ?? 'the whole body'), side(one.first), side(one.second)]),
		level('Writing', unlike ? NEITHER : found.values.length ? 'Not compared: the values differ.' : 'Both are written in the same way.', found.writing, (one) => [[one.path ? code(one.path) : '', ' ', safe(one.sentence)], side(one.first), side(one.second)]),
		el('h3', 'Bytes'), await bytes(context, pair, found.bytes, !found.values.length));
	return view;
}

const who = (context, pair) => table('The two captures', ['What', 'First', 'Second'], [
	['Capture', ...pair.map((one) => button(safe(one.id), () => context.go({ view: 'detail', capture: one.id, with: null }), { class: 'link' }))],
	['Arrived', ...pair.map((one) => when(one.time))],
	['Event', ...pair.map((one) => safe(one.event_type ?? '–'))],
	['Verdict', ...pair.map(verdict)],
]);

const side = (value) => (value === null ? el('i', 'absent') : code(value));

function level(name, alike, list, cells) {
	return el('section', { 'data-level': name.toLowerCase() }, el('h3', `${name}${list.length ? `: ${counted(list.length, 'difference')}` : ''}`),
		list.length ? table(`${name} that differ`, ['What', 'First', 'Second'], list.map(cells)) : faint(alike));
}

async function bytes(context, pair, found, isListed) {
	if (found.equal) return faint(`The same ${number(pair[0].body.bytes)} bytes.`);
	const base = Math.max(0, found.same_start - 120);
	const sides = [found.spans, found.spans.map((span) => ({ first: span.second, bytes: span.second_bytes }))];
	const shown = await Promise.all(pair.map(async (one, at) => {
		const { data } = await bodyWindow(context, one.id, 'request', base, 4096);
		const spans = sides[at].map((span) => ({ ...span, title: `${counted(span.bytes, 'byte')} at ${number(span.first)}` }));
		return el('pre', { class: 'bytes', tabindex: '0', role: 'region', 'aria-label': `${at ? 'Second' : 'First'} body` }, marked(data, base, spans));
	}));
	return el('div', { 'data-level': 'bytes' }, p(`The first ${counted(found.same_start, 'byte')} are alike. Shown from byte ${number(base)} on; differences are marked.`),
		el('div', { class: 'beside' }, shown),
		isListed && table('Places that differ', ['In the first', 'Bytes', 'In the second', 'Bytes'], found.spans.slice(0, 200).map((span) => [number(span.first), number(span.bytes), number(span.second), number(span.second_bytes)])));
}
