// The shell: it takes the token, follows the address, and holds list, filter, pane, stream and keys together.
// Every view gets the context; its selection.chosen() is what a POST names: {captures: [ID], count} or {filter, count}.

import { Actions } from './actions.js';
import { get, onNewToken, post, takeToken, token } from './api.js';
import { confirm, copyable, openDialog, toast } from './dialog.js';
import { el, safe, told } from './dom.js';
import { showEmptiness } from './empty.js';
import { FilterBar } from './filter.js';
import { listenToKeys, showHelp } from './keys.js';
import { CaptureList } from './list.js';
import { makeSplit, Pane } from './pane.js';
import { filterLink, link, params } from './route.js';
import { openStream } from './stream.js';

const $ = (id) => document.getElementById(id);
const ICON = '<svg xmlns="http://www.w3.org/2000/svg"><circle cx="50%" cy="50%" r="50%" fill="#0969da"/></svg>';
const STATES = { starting: 'starting', live: 'live', reconnecting: 'reconnecting …', ended: 'the inspector has ended' };
let state = null;
let started = null;
let toSpeak = '';
let speaker = 0;
let mover = 0;
let due = null;
let lastReset = -1000;
let resetting = 0;
let spokenAt = -5000;

const context = {
	get, post, go, link, announce, toast, confirm, openDialog, copyable, failed, moved, opened, emptied, due: takeDue,
	stored: (id) => list.rows.entryOf(id),
	act: (name) => actions[name]().catch(failed),
	get state() { return state; },
	get target() { return state?.target ?? null; },
	get selection() { return list.marks; },
};
const list = new CaptureList($('list'), context);
const filter = new FilterBar($('filter'), context, list);
const pane = new Pane($('pane'), context, () => list.grid.focus());
const actions = new Actions(context, list, pane, filter);
const stream = openStream({ last: () => list.rows.newestRow ?? state?.newest_row, onMessage, onState });

// Change the address: what is given replaces its word, null removes it; the rest stays.
async function go(changes, { replace = false } = {}) {
	takeDue();
	const address = typeof changes === 'string' ? changes : link(changes);
	if (address !== location.pathname + location.search) history[replace ? 'replaceState' : 'pushState'](null, '', address);
	await route();
}

async function route() {
	const now = params();
	filter.show(now.filter);
	const loading = list.setFilter(now.filter).catch((error) => error.name !== 'AbortError' && filter.refuse(error));
	loading.then(() => list.open(now.view === 'detail' || now.view === 'mail' ? now.capture : null));
	await started;
	await pane.show(now);
	await loading;
}

// The detail beside the list goes along with the cursor, once it rests.
function moved(entry) {
	takeDue();
	if (params().view !== 'detail') return;
	due = entry.id;
	list.open(due);
	mover = setTimeout(() => go({ capture: takeDue() }, { replace: true }), 80);
}

// Take the capture that the detail is about to show.
function takeDue() {
	clearTimeout(mover);
	const id = due;
	due = null;
	return id;
}

function opened(entry) {
	go({ capture: entry.id, view: null, with: null });
}

function emptied(place, rows) {
	showEmptiness(place, rows, state, () => go(filterLink({})));
}

// Say something to screen readers, at most once in 5 s; a function is asked for its text when it is time.
function announce(text) {
	toSpeak = text;
	speaker ||= setTimeout(speak, Math.max(300, spokenAt + 5000 - performance.now()));
}

function speak() {
	spokenAt = performance.now();
	speaker = 0;
	$('spoken').textContent = typeof toSpeak === 'function' ? toSpeak() : toSpeak;
}

function onMessage(name, message) {
	if (name === 'answered') return answered(message.captures);
	if (name === 'reset') return readAnew();
	if (name === 'missed') return catchUp();
	state = { ...state, captures: message.total, newest_row: message.newest_row, verdict_counts: message.verdict_counts };
	filter.count(state);
	list.rows.append(message);
	pane.view?.added?.(message.captures, message.left_out);
}

function answered(entries) {
	const other = entries.filter(({ id, status }) => list.rows.entryOf(id)?.status !== status);
	list.rows.answered(entries);
	pane.view?.changed?.(other.map(({ id }) => id));
}

function onState(name) {
	$('state').dataset.state = name;
	$('state').textContent = STATES[name];
}

// Ask for state and rows at once; the stream goes on from the rows that were read.
async function start() {
	delete document.body.dataset.locked;
	started = get('/api/state').then(showState);
	await Promise.all([started, route()]);
	stream.start();
}

function showState(told) {
	state = told;
	$('store').textContent = safe(told.store);
	$('target').textContent = told.target ? `resends to ${safe(told.target)}` : 'no target: started without --target';
	document.title = `${safe(told.store)} – mhook inspector`;
	filter.count(state);
}

async function catchUp() {
	await (started = get('/api/state').then(showState)).catch(failed);
	if ((state.newest_row ?? 0) < (list.rows.newestRow ?? 0)) return readAnew();
	list.rows.refresh({ total: state.captures, newest_row: state.newest_row });
}

function readAnew() {
	resetting ||= setTimeout(async () => {
		resetting = 0;
		lastReset = performance.now();
		started = get('/api/state').then(showState);
		await Promise.all([started, list.reload()]).catch(failed);
	}, lastReset + 1000 - performance.now());
}

// Without a token that holds there is nothing to show, but what to do.
function lock() {
	stream.stop();
	document.body.dataset.locked = '';
	$('locked').replaceChildren(
		el('h2', { text: 'Open the address that mhook inspect printed' }),
		el('p', { text: 'It ends in the token of its run, which this page does not have. If that run has ended, start another:' }),
		copyable('mhook inspect'),
		el('p', { text: 'Once the new address is open in another tab, this page goes on by itself.' }));
}

function failed(error) {
	if (error.status !== 401 && error.name !== 'AbortError') toast(told(error), 'error');
}

const begin = () => (token() ? start().catch(failed) : lock());

function beginAgain() {
	stream.stop();
	list.forget();
	begin();
}

document.head.append(el('link', { rel: 'icon', href: URL.createObjectURL(new Blob([ICON], { type: 'image/svg+xml' })) }));
makeSplit($('split'));
listenToKeys(actions);
addEventListener('popstate', () => route().catch(failed));
addEventListener('mhook-unauthorized', lock);
addEventListener('hashchange', () => takeToken() && beginAgain());
onNewToken(beginAgain);
$('help').addEventListener('click', showHelp);
$('runs').addEventListener('click', (event) => {
	event.preventDefault();
	go({ view: 'runs', capture: null, with: null });
});
takeToken();
begin();
