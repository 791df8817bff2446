// Which captures are acted on: those that are marked, or all that the filter lets through, or else the one under the
// cursor; and the bar above the list that says so.

import { attribute, counted, el, number, write } from './dom.js';

export class Marks {
	#marked = new Map();
	#all = false;

	constructor(list, context) {
		Object.assign(this, { list, context });
		const button = (text, title, run) => el('button', { text, title, on: { click: run } });
		this.told = el('span', { class: 'count', 'data-role': 'count' });
		this.every = button('', null, () => this.markAll());
		this.acts = el('span', { class: 'acts' },
			button('Resend…', 'r', () => context.act('resend')),
			button('Promote…', 'p', () => context.act('promote')),
			button('Export…', null, () => context.act('exportAs')),
			this.every,
			button('Unmark', 'Esc', () => this.clear()));
		this.bar = el('div', { class: 'bar', role: 'group', 'aria-label': 'Marked captures' }, this.told, this.acts);
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
		return isFiltered ? `${number(total)} match` : counted(total, 'capture');
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
		write(this.told, words);
		attribute(this.acts, 'data-empty', this.isEmpty);
		attribute(this.acts, 'hidden', !total);
		write(this.every, `Mark all ${number(total)}`);
		attribute(this.every, 'hidden', this.#all);
	}
}
