// What the keys and buttons of the page do: open and close, resend, promote, export, compare. What is sent or written
// for several captures says their number first.

import { openDialog } from './dialog.js';
import { counted, el, number, safe } from './dom.js';
import { params } from './route.js';

const WAYS = {
  html: 'one HTML page, without signatures',
  pytest: 'a pytest file',
  ndjson: 'NDJSON',
  har: 'HAR',
  http: 'raw HTTP',
  curl: 'curl commands',
  fixture: 'fixture files',
};
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
    const good = attempts.filter((attempt) => attempt.status === 200).length;
    const told = `Resent ${counted(attempts.length, 'capture')}: ${outcomes(attempts)}. ${safe(stopped)}`;
    context.toast(told.trim(), good === chosen.count ? 'note' : 'error');
  }

  async promote() {
    const chosen = this.#chosen();
    if (!chosen || (chosen.count > 1 && !(await this.#confirmed('Export', chosen, `As ${WAYS.pytest}.`)))) return;
    await this.#write('pytest', chosen);
  }

  async exportAs() {
    const chosen = this.#chosen();
    if (!chosen) return;
    const choose = (as) => {
      dialog.close();
      this.#write(as, chosen).catch(this.context.failed);
    };
    const ways = Object.entries(WAYS).map(([as, text]) => el('button', { text, on: { click: () => choose(as) } }));
    const dialog = openDialog(`Export ${counted(chosen.count, 'capture')} as`, el('p', { class: 'ways' }, ways));
  }

  #confirmed(verb, { count }, words) {
    return this.context.confirm(`${verb} ${counted(count, 'capture')}?`, `${verb} ${number(count)}`, el('p', { text: words }));
  }

  async #write(as, chosen) {
    const made = await this.context.post('/api/export', { ...chosen, as, signatures: false });
    const url = URL.createObjectURL(new Blob([made.text], { type: 'text/plain' }));
    el('a', { href: url, download: made.file_name }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
    const left = Object.entries(made.left_out ?? {}).map(([reason, count]) => `, ${number(count)} left out: ${reason}`);
    this.context.toast(safe(`${made.file_name}: ${number(made.written)} written${left.join('')}`));
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

// How attempts ended, each way with its number: 3 × 200, 1 × refused.
function outcomes(attempts) {
  const counts = new Map();
  for (const { status, outcome } of attempts) counts.set(status ?? outcome, (counts.get(status ?? outcome) ?? 0) + 1);
  return [...counts].map(([what, count]) => `${number(count)} × ${safe(what)}`).join(', ') || 'none';
}
