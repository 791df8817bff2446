// What the keys and buttons of the page do: open and close, resend, promote, export, compare. What is sent or written
// for several captures says their number first.

import { openDialog } from './dialog.js';
import { counted, el, number, safe } from './dom.js';
import { CONSEQUENCE } from './copy.js';
import { params } from './route.js';
import { code, table } from './words.js';

const WAYS = {
	html: 'one HTML page, without signatures',
	pytest: 'a pytest file',
	ndjson: 'NDJSON',
	har: 'HAR',
	http: 'raw HTTP',
	curl: 'curl commands',
	fixture: 'fixture files',
};
const REASONS = { forged: 'invalid' };
const CHOOSE = 'Choose a capture first: j or k, or mark several with x';

export class Actions {
	#first = null;
	#note = null;

	constructor(context, list, pane, filter) {
		Object.assign(this, { context, list, pane, filter });
	}

	view() {
		return this.pane.view;
	}

	search() {
		this.filter.input.focus();
		this.filter.input.select();
	}

	// Open the capture under the cursor; once it is open, go into it.
	async open() {
		if (this.list.cursor < 0) this.list.move(1);
		const entry = this.list.current();
		if (!entry) return;
		const isOpen = params().capture === entry.id && this.pane.view;
		await this.show(entry.id);
		if (isOpen) this.pane.enter();
	}

	show(id, view = null, options = {}) {
		return this.context.go({ capture: id, view, with: null }, options);
	}

	async escape() {
		if (params().view) await this.context.go({ capture: null, view: null, with: null });
		else this.list.marks.clear();
		this.#unfirst();
		this.list.grid.focus();
	}

	// Keys of the detail: open it for the capture under the cursor, then hand the key on.
	async onCapture(key) {
		const { view, capture } = params();
		const id = this.context.due() ?? (view === 'detail' ? capture : this.#id());
		if (!id) return this.context.toast(CHOOSE);
		await this.show(id, null, { replace: view === 'detail' });
		if (params().capture === id) this.pane.view?.keys?.[key]?.();
	}

	#unfirst() {
		this.#first = null;
		this.#note?.remove();
	}

	life() {
		const id = this.#id();
		if (id) this.show(id, 'mail');
	}

	diff() {
		const [one, two] = this.list.marks.ids();
		const id = this.#id();
		const first = two ? one : this.#first;
		const second = two ?? id;
		if (!second) return;
		if (!first || first === second) {
			this.#first = second;
			this.#note = this.context.toast('Press d on the capture to compare it with');
			return;
		}
		this.#unfirst();
		this.context.go({ view: 'diff', capture: first, with: second });
	}

	// One capture is resent by its detail, which shows both answers; several are counted.
	async resend() {
		const { marks } = this.list;
		const { context } = this;
		if (marks.isEmpty) return this.onCapture('r');
		if (!context.target) return context.toast('Nothing can be resent: start mhook inspect with --target URL', 'error');
		const chosen = marks.chosen();
		const words = `To ${safe(context.target)}, with the signatures as they came.`;
		if (!(await this.#confirmed('Resend', chosen, words))) return;
		const { attempts, stopped } = await context.post('/api/resend', { ...chosen, signature: 'kept', edit: null });
		const close = el('button', { text: 'Close', autofocus: true, on: { click: () => dialog.close() } });
		const rows = attempts.map((one) => {
			const { event_type: type, status } = this.list.rows.entryOf(one.id) ?? {};
			return [code(one.id), safe(type ?? '–'), `${status ?? '–'}`, `${one.status ?? safe(one.reason ?? one.outcome)}`];
		});
		const dialog = openDialog(`Resent ${counted(attempts.length, 'capture')}: ${outcomes(attempts)}`, stopped && el('p', { class: 'error', text: safe(stopped) }),
			table('Answers', ['Capture', 'Event', 'First answer', 'New answer'], rows), el('p', { class: 'buttons' }, close));
	}

	async promote() {
		const chosen = this.#chosen();
		const box = signed();
		if (!chosen || (chosen.count > 1 && !(await this.#confirmed('Promote', chosen, 'To a pytest file, a test for each. Without its signature, an invalid one is left out.', box)))) return;
		await this.#write('pytest', chosen, box.input.checked);
	}

	async exportAs() {
		const chosen = this.#chosen();
		if (!chosen) return;
		const choose = (as) => {
			dialog.close();
			this.#write(as, chosen, as !== 'html' && box.input.checked).catch(this.context.failed);
		};
		const box = signed();
		const ways = Object.entries(WAYS).map(([as, text]) => el('button', { text, on: { click: () => choose(as) } }));
		const dialog = openDialog(`Export ${counted(chosen.count, 'capture')} as`, el('p', { class: 'ways' }, ways), box);
	}

	#confirmed(verb, { count }, words, more = '') {
		return this.context.confirm(`${verb} ${counted(count, 'capture')}?`, `${verb} ${number(count)}`, el('p', { text: words }), more);
	}

	async #write(as, chosen, signatures) {
		const { context } = this;
		const made = await context.post('/api/export', { ...chosen, as, signatures });
		if (!made.written && !signatures) {
			const box = signed();
			const words = `Nothing can be written without signatures: ${reasons(made)}.`;
			return (await context.confirm('Write signatures?', 'With signatures', el('p', { text: words }), box.note)) && this.#write(as, chosen, true);
		}
		const url = URL.createObjectURL(new Blob([made.text], { type: 'text/plain' }));
		el('a', { href: url, download: made.file_name }).click();
		setTimeout(() => URL.revokeObjectURL(url), 10_000);
		const left = reasons(made);
		context.toast(`Downloaded ${safe(made.file_name)} with ${counted(made.written, 'capture')}${left && `; left out: ${left}`}`);
	}

	#chosen() {
		const chosen = this.list.marks.chosen();
		if (!chosen) this.context.toast(CHOOSE);
		return chosen;
	}

	// The capture that is meant: under the cursor, or else open.
	#id() {
		const { view, capture } = params();
		return this.list.current()?.id ?? (view === 'runs' ? null : capture);
	}
}

const reasons = ({ left_out: left }) => Object.entries(left ?? {}).map(([reason, count]) => `${number(count)} ${safe(REASONS[reason] ?? reason)}`).join(', ');

// The choice to write signatures too.
function signed() {
	const input = el('input', { type: 'checkbox' });
	const note = el('small', { text: CONSEQUENCE });
	return Object.assign(el('label', { class: 'line' }, input, ' With signatures. ', note), { input, note });
}

// How attempts ended, each way with its number: 3 × 200, 1 × refused.
function outcomes(attempts) {
	const counts = new Map();
	for (const { status, outcome } of attempts) counts.set(status ?? outcome, (counts.get(status ?? outcome) ?? 0) + 1);
	return [...counts].map(([what, count]) => `${number(count)} × ${safe(what)}`).join(', ') || 'none';
}
