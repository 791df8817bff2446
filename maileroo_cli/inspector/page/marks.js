// Which captures are acted on: those that are marked, or all that the filter lets through, or else the one under the
// cursor; and the bar above the list that says so.

import { attribute, counted, el } from './dom.js';

export class Marks {
  #marked = new Map();
  #all = false;

  constructor(list, context) {
    Object.assign(this, { list, context });
    const button = (text, run, title) => el('button', { text, title, on: { click: run } });
    this.words_ = el('span', { class: 'count', 'data-role': 'count' });
    this.every = button('', () => this.markAll());
    this.acts = el('span', { class: 'acts' }, button('Resend…', () => context.act('resend'), 'r'), button('Promote…', () => context.act('promote'), 'p'), button('Export…', () => context.act('exportAs')), this.every, button('Unmark', () => this.clear(), 'Esc'));
    this.bar = el('div', { class: 'bar', role: 'toolbar', 'aria-label': 'Marked captures' }, this.words_, this.acts);
  }

  has(entry) {
    return Boolean(entry) && (this.#all || this.#marked.has(entry.id));
  }

  get isEmpty() {
    return !this.#all && this.#marked.size === 0;
  }

  get count() {
    if (this.#all) return this.list.rows.total;
    return this.#marked.size || (this.list.current() ? 1 : 0);
  }

  // What a POST names, or null where nothing is chosen.
  chosen() {
    if (this.#all) return { filter: this.list.rows.filter, count: this.count };
    const captures = this.#marked.size ? [...this.#marked.keys()] : [this.list.current()?.id].filter(Boolean);
    return captures.length ? { captures, count: captures.length } : null;
  }

  words() {
    return counted(this.count, 'capture');
  }

  allWords() {
    const { total, isFiltered } = this.list.rows;
    return isFiltered ? `${total.toLocaleString('en')} match` : counted(total, 'capture');
  }

  ids() {
    return [...this.#marked.keys()];
  }

  toggle(entry) {
    this.#all = false;
    if (!this.#marked.delete(entry.id)) this.#marked.set(entry.id, entry);
    this.#changed();
  }

  async addRange(from, to) {
    const [first, last] = from < to ? [from, to] : [to, from];
    if (last - first >= 1000) return this.context.toast('At most 1,000 captures can be marked at once', 'error');
    this.#all = false;
    for (const entry of await this.list.rows.range(first, last)) this.#marked.set(entry.id, entry);
    this.#changed();
  }

  markAll() {
    this.#all = true;
    this.#changed();
  }

  clear() {
    this.#all = false;
    this.#marked.clear();
    this.#changed();
  }

  #changed() {
    this.list.draw();
    this.context.announce(this.isEmpty ? 'Nothing is marked' : `${this.words()} marked`);
  }

  draw() {
    const { total } = this.list.rows;
    const words = this.isEmpty ? this.allWords() : `${this.words()} marked`;
    if (this.words_.textContent !== words) this.words_.textContent = words;
    attribute(this.acts, 'data-empty', this.isEmpty);
    attribute(this.acts, 'hidden', !total);
    const every = `Mark all ${total.toLocaleString('en')}`;
    if (this.every.textContent !== every) this.every.textContent = every;
    attribute(this.every, 'hidden', this.#all);
  }
}
