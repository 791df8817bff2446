// What all panes are built from: moments, durations, buttons, tables, sections, and calls under way.
import { clear, counted, el, localTime, number, safe, told, verdictMark } from './dom.js';

const UNITS = [['d', 86400], ['h', 3600], ['min', 60], ['s', 1]];
const opened = new Map(); // Which sections the reader opened or closed, from one capture to the next.
const calls = new WeakMap();

export const path = (id, rest = '') => `/api/captures/${encodeURIComponent(id)}${rest}`;
export const code = (text) => el('code', { text: safe(text) });
export const faint = (...words) => el('p', { class: 'faint' }, words);
// Do what a key of the shell does.
export const press = (key) => document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
export const button = (text, click, more = {}) => el('button', { type: 'button', on: { click }, ...more }, text);
export const heading = (text) => el('h2', { tabindex: '-1', 'data-heading': true }, text);
export const when = (time) => (time ? el('time', { datetime: time, title: `${time} (UTC)` }, localTime(time)) : '–');
export const verdict = (one) => [verdictMark(one.verdict), one.cause ? `: ${safe(one.cause)}` : ''];

// A duration with its two greatest units: 0.4 s, 5 min 2 s.
export function duration(seconds) {
	if (seconds < 0) return `−${duration(-seconds)}`;
	let rest = seconds;
	if (rest < 10) return `${Number(rest.toFixed(rest < 1 ? 3 : 1))}\u00a0s`;
	rest = Math.round(rest);
	const parts = UNITS.map(([unit, length]) => [Math.floor(rest / length), unit, (rest %= length)]);
	const first = parts.findIndex(([size]) => size);
	return parts.slice(first, first + 2).filter(([size]) => size).map(([size, unit]) => `${size}\u00a0${unit}`).join('\u00a0');
}

// A table that scrolls by itself; a row is a list of cells, or {cells, and attributes}. The first cell heads its row.
export function table(caption, heads, rows) {
	const line = ({ cells, ...more }) => el('tr', more, cells.map((cell, at) => (at ? el('td', cell ?? '–') : el('th', { scope: 'row' }, cell ?? '–'))));
	return el('div', { class: 'wide', tabindex: '0', role: 'region', 'aria-label': caption }, el('table', { 'aria-label': caption },
		el('thead', el('tr', heads.map((head) => el('th', { scope: 'col' }, head)))), el('tbody', rows.map((row) => line(row.cells ? row : { cells: row })))));
}

// A section that opens and closes; fill(place) is called when it is first open.
export function section(name, title, isOpen, fill) {
	const place = el('div');
	const open = () => node.open && !place.firstChild && fill(place);
	const node = el('details', { 'data-section': name, open: opened.get(name) ?? isOpen }, el('summary', el('h3', title)), place);
	node.querySelector('summary').addEventListener('click', () => opened.set(name, !node.open));
	node.addEventListener('toggle', open);
	open();
	return node;
}

// Show what a call answers, or in one line why it did not. What stands there stays meanwhile; only the last call counts.
export async function load(place, call, draw) {
	calls.set(place, call);
	const late = setTimeout(() => clear(place).append(faint('Loading …')), 200);
	const [answer, error] = await Promise.resolve(call).then((found) => [found], (refused) => [null, refused]);
	clearTimeout(late);
	if (calls.get(place) !== call) return;
	clear(place);
	if (error) place.append(el('p', { role: 'alert', class: 'failure' }, told(error)));
	else draw(answer);
}

export { clear, counted, el, number, safe, told };
