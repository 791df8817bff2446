// The keys, in one table: their handlers and the help are made from it.
// "where" says who answers: "list" the list; "capture" the detail of the current capture, which is opened first and
// waited for; "page" the shell; "view" the open view, unless it has nothing to do, then the shell.

import { el } from './dom.js';
import { openDialog } from './dialog.js';

export const KEYS = [
	{ key: 'j', also: ['ArrowDown'], words: 'next capture (older)', where: 'list', run: (list) => list.move(1) },
	{ key: 'k', also: ['ArrowUp'], words: 'previous capture (newer)', where: 'list', run: (list) => list.move(-1) },
	{ key: 'PageDown', words: 'a page on', where: 'list', run: (list) => list.page(1) },
	{ key: 'PageUp', words: 'a page back', where: 'list', run: (list) => list.page(-1) },
	{ key: 'Home', words: 'the newest capture', where: 'list', run: (list) => list.ends(-1) },
	{ key: 'End', words: 'the oldest capture', where: 'list', run: (list) => list.ends(1) },
	{ key: 'f', words: 'follow the newest', where: 'list', run: (list) => list.follow() },
	{ key: 'x', words: 'mark or unmark the capture', where: 'list', run: (list) => list.mark() },
	{ key: 'Shift-click', also: ['Ctrl-click'], words: 'mark up to there, or one more', where: 'list' },
	{ key: 'Enter', words: 'open the capture', where: 'page', run: (page) => page.open() },
	{ key: 'Escape', words: 'close, then unmark', where: 'view', run: (page) => page.escape() },
	{ key: '/', words: 'search', where: 'page', run: (page) => page.search() },
	{ key: 'r', words: 'resend', where: 'page', run: (page) => page.resend() },
	{ key: 'e', words: 'edit, then resend', where: 'capture' },
	{ key: 'c', words: 'copy', where: 'capture' },
	{ key: 'y', words: 'why: the verdict explained', where: 'capture' },
	{ key: 'd', words: 'diff: press it on the first, then on the second', where: 'page', run: (page) => page.diff() },
	{ key: 't', words: 'the life of the mail', where: 'page', run: (page) => page.life() },
	{ key: 'p', words: 'promote: a pytest file of the selection', where: 'page', run: (page) => page.promote() },
	{ key: '?', words: 'this help', where: 'page', run: showHelp },
];

const SHOWN = { ArrowDown: '↓', ArrowUp: '↑', Escape: 'Esc' };
const FIELDS = 'input, textarea, select, [contenteditable=""], [contenteditable=true]';
const BY_NAME = new Map(KEYS.flatMap((entry) => [entry.key, ...(entry.also ?? [])].map((name) => [name, entry])));

// Answer keys: page has list, view() (the open view or null) and onCapture(key).
export function listenToKeys(page) {
	addEventListener('keydown', (event) => {
		const entry = BY_NAME.get(event.key);
		if (!entry || event.defaultPrevented || !isMeant(event, page.list.grid)) return;
		event.preventDefault();
		press(entry, page).catch(page.context.failed);
	});
}

async function press(entry, page) {
	const own = entry.where === 'view' && page.view()?.keys?.[entry.key];
	if (own && own() !== false) return;
	if (entry.where === 'capture') await page.onCapture(entry.key);
	else await entry.run(entry.where === 'list' ? page.list : page);
}

// Keys are not meant while typing, with a modifier, in a dialog; long names (arrows, Enter) only in the list.
function isMeant(event, grid) {
	if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return false;
	const target = event.target instanceof Element ? event.target : document.body;
	if (target.closest('dialog')) return false;
	if (event.key === 'Escape') return !target.closest(FIELDS);
	if (target.closest(FIELDS)) return false;
	return event.key.length === 1 || target === document.body || grid.contains(target);
}

export function showHelp() {
	const names = ({ key, also = [] }) => [key, ...also].map((name) => el('kbd', { text: SHOWN[name] ?? name }));
	const rows = KEYS.map((entry) =>
		el('tr', el('th', { scope: 'row' }, names(entry)), el('td', { text: entry.words })));
	const close = el('button', { text: 'Close', autofocus: true, on: { click: () => dialog.close() } });
	const dialog = openDialog('Keys', el('table', { class: 'keys' }, el('tbody', rows)), el('p', { class: 'buttons' }, close));
}
