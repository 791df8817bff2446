// What all panes are built from.
import { clear, counted, el, localTime, number, safe, told, verdictMark } from './dom.js';

const UNITS = [['d', 86400], ['h', 3600], ['min', 60], ['s', 1]];
const opened = new Map(); // What the reader opened or closed.
const calls = new WeakMap();

export const path = (id, rest = '') => `/api/captures/${encodeURIComponent(id)}${rest}`;
export const code = (text) => el('code', { text: safe(text) });
export const p = (...inside) => el('p', inside);
export const faint = (...words) => el('p', { class: 'faint' }, words);
export const press = (key) => document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
export const button = (text, click, more = {}) => el('button', { type: 'button', on: { click }, ...more }, text);
export const heading = (text) => el('h2', { tabindex: '-1', 'data-heading': true }, text);
export const when = (time) => (time ? el('time', { datetime: time, title: `${time} (UTC)` }, localTime(time)) : '–');
export const verdict = (one) => [verdictMark(one.verdict), one.cause ? `: ${safe(one.cause)}` : ''];

// A duration with its two greatest units: 0.4 s, 5 min 2 s, −3 d 4 h.
export function duration(seconds) {
	if (seconds < 0) return `−${duration(-seconds)}`;
	let rest = seconds;
	if (rest < 10) return `${Number(rest.toFixed(rest < 1 ? 3 : 1))}\u00a0s`;
	rest = Math.round(rest);
	const parts = UNITS.map(([unit, length]) => [Math.floor(rest / length), unit, (rest %= length)]);
	const first = parts.findIndex(([size]) => size);
	return parts.slice(first, first + 2).filter(([size]) => size).map(([size, unit]) => `${size}\u00a0${unit}`).join('\u00a0');
}

// A table that scrolls; many columns become a list on a narrow page. A row: cells, or {cells, more (a line below), attributes}.
export function table(caption, heads, rows) {
	const line = ({ cells, more, ...attributes }) => [el('tr', attributes, cells.map((cell, at) => (at ? el('td', { 'data-head': heads[at] }, cell ?? '–') : el('th', { scope: 'row' }, cell ?? '–')))),
		more ? el('tr', { class: 'more' }, el('td', { colspan: heads.length }, more)) : null];
	return el('div', { class: 'wide', tabindex: '0', role: 'region', 'aria-label': caption }, el('table', { 'aria-label': caption, class: heads.length > 4 ? 'many' : null },
		el('thead', el('tr', heads.map((head) => el('th', { scope: 'col' }, head)))), el('tbody', rows.map((row) => line(row.cells ? row : { cells: row })))));
}

// fill(place) is called when the section is first open.
export function section(name, title, isOpen, fill) {
	const place = el('div');
	const open = () => node.open && !place.firstChild && fill(place);
	const node = el('details', { 'data-section': name, open: opened.get(name) ?? isOpen }, el('summary', el('h3', title)), place);
	node.querySelector('summary').addEventListener('click', () => opened.set(name, !node.open));
	node.addEventListener('toggle', open);
	open();
	return node;
}

// Show what a call answers, or why it did not. Only the last call counts.
export async function load(place, call, draw) {
	calls.set(place, call);
	const late = setTimeout(() => clear(place).append(faint('Loading …')), 200);
	const [answer, error] = await Promise.resolve(call).then((found) => [found], (refused) => [null, refused]);
	clearTimeout(late);
	if (calls.get(place) !== call) return;
	clear(place);
	if (error) place.append(el('p', { role: 'alert', class: 'error' }, told(error)));
	else draw(answer);
}

export { clear, counted, el, number, safe, told };
