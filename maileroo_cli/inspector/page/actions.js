// What the keys and buttons of the page do: open and close, resend, promote, export, compare. What is sent or written
// for several captures says their number first.

import { copyable, openDialog } from './dialog.js';
import { el, safe } from './dom.js';
import { params } from './route.js';

const WAYS = { html: 'one HTML page, without signatures', pytest: 'a pytest file', ndjson: 'NDJSON', har: 'HAR', http: 'raw HTTP', curl: 'curl commands', fixture: 'fixture files' };
const CHOOSE = 'Choose a capture first: j or k, or mark several with x';

export class Actions {
  #first = null;

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
    this.#first = null;
    this.list.grid.focus();
  }

  // Keys of the detail: open it for the capture under the cursor, then hand the key on.
  async onCapture(key) {
    const id = this.#id();
    if (!id) return this.context.toast(CHOOSE);
    await this.show(id);
    this.pane.view?.keys?.[key]?.();
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
      return this.context.toast('Press d on the capture to compare it with');
    }
    this.#first = null;
    this.context.go({ view: 'diff', capture: first, with: second });
  }

  async resend() {
    const { marks } = this.list;
    if (marks.isEmpty) return this.onCapture('r');
    const chosen = marks.chosen();
    if (!this.context.target) return this.context.toast('Nothing can be resent: start mhook inspect with --target URL', 'error');
    if (!(await this.context.confirm(`Resend ${marks.words()}?`, `Resend ${chosen.count.toLocaleString('en')}`, el('p', { text: `To ${safe(this.context.target)}, with the signatures as they came.` })))) return;
    const answer = await this.context.post('/api/resend', { ...chosen, signature: 'kept', edit: null });
    const good = answer.attempts.filter((attempt) => attempt.status === 200).length;
    const text = `Resent ${answer.attempts.length.toLocaleString('en')}: ${good.toLocaleString('en')} answered 200${answer.stopped ? `. ${safe(answer.stopped)}` : ''}`;
    this.context.toast(text, good === chosen.count ? 'note' : 'error');
  }

  promote() {
    return this.write('pytest');
  }

  async exportAs() {
    const chosen = this.#chosen();
    if (!chosen) return;
    const choose = (as) => (dialog.close(), this.write(as));
    const ways = Object.entries(WAYS).map(([as, words]) => el('button', { text: words, on: { click: () => choose(as) } }));
    const dialog = openDialog(`Export ${this.list.marks.words()} as`, el('p', { class: 'ways' }, ways));
  }

  // Make a file of the selection; where it is of several, its number is said first.
  async write(as) {
    const chosen = this.#chosen();
    if (!chosen) return;
    const words = this.list.marks.words();
    if (chosen.count > 1 && !(await this.context.confirm(`Export ${words}?`, `Export ${chosen.count.toLocaleString('en')}`, el('p', { text: `As ${WAYS[as]}.` })))) return;
    const made = await this.context.post('/api/export', { ...chosen, as, signatures: false });
    const url = URL.createObjectURL(new Blob([made.text], { type: 'text/plain' }));
    el('a', { href: url, download: made.file_name }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
    const left = Object.entries(made.left_out ?? {}).map(([reason, number]) => `, ${number} left out: ${reason}`);
    this.context.toast(safe(`${made.file_name}: ${made.written} written${left.join('')}`));
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

// What stands in the list's place where it is empty: what to do next.
export function emptiness(place, rows, state, unfilter) {
  const kind = rows.total || rows.newestRow === undefined ? '' : rows.isFiltered ? 'filtered' : 'none';
  if (place.dataset.kind === kind) return;
  place.dataset.kind = kind;
  place.hidden = !kind;
  if (kind === 'filtered') place.replaceChildren(el('p', { text: 'No captures match.' }), el('button', { text: 'Clear the filter', on: { click: unfilter } }));
  if (kind === 'none') place.replaceChildren(el('h2', { text: 'No captures yet' }), el('p', { text: 'Catch webhooks in one terminal:' }), copyable('mhook listen'), el('p', { text: 'Send one from another:' }), copyable(`mhook send delivered --url ${safe(state?.listener?.url ?? 'http://127.0.0.1:4747')}`), el('p', { text: 'It appears here as it comes.' }));
}
