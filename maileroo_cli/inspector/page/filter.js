// The filter: one line of words as the address has them (verdict:invalid type:failed), what is left over is searched for
// in headers and bodies; and the counts by verdict, each a filter too.

import { attribute, el, number, told, verdictMark, write } from './dom.js';
import { filterLink, REPEATED, WORDS } from './route.js';

const WORD = new RegExp(`^(${WORDS.join('|')}):(.+)$`);

// The filter that a line says. After text: everything is text, to the end.
export function parseFilter(line) {
	const filter = {};
	const [, before, verbatim] = /^(.*?)(?:(?:^|\s)text:(.*))?$/s.exec(line);
	const rest = before.split(/(\s+)/).filter((word) => {
		const [, name, value] = WORD.exec(word) ?? [];
		if (name) filter[name] = REPEATED.has(name) ? [...(filter[name] ?? []), value] : value;
		return !name;
	});
	const text = [rest.join('').trim(), verbatim?.trim()].filter(Boolean).join(' ');
	return text ? { ...filter, text } : filter;
}

export function filterLine(filter) {
	const words = Object.entries(filter).filter(([name]) => name !== 'text');
	const line = words.flatMap(([name, values]) => [values].flat().map((value) => `${name}:${value.replace(/\s+/g, 'T')}`));
	const text = filter.text ?? '';
	const isPlain = text === text.trim() && !/\s\s/.test(text) && !text.split(/\s/).some((word) => WORD.test(word));
	return [...line, text && (isPlain ? text : `text:${text}`)].filter(Boolean).join(' ');
}

export class FilterBar {
	#filter = {};
	#timer = 0;

	constructor(form, context, list) {
		Object.assign(this, { context, list });
		this.input = el('input', {
			type: 'search', spellcheck: 'false', 'aria-label': 'Filter', 'aria-describedby': 'refused filter-help',
			placeholder: 'Search headers and bodies, or verdict:invalid type:failed since:2h',
			on: { input: () => this.#typed(), keydown: (event) => event.key === 'Escape' && this.#leave(event) },
		});
		this.refused = el('p', { id: 'refused', class: 'error', role: 'alert', 'data-role': 'filter-error' });
		this.chips = el('div', { class: 'chips', role: 'group', 'aria-label': 'By verdict', 'data-role': 'verdicts' });
		const words = WORDS.map((word) => `${word}:`).join(' ');
		const help = el('p', { id: 'filter-help', class: 'hint' },
			`Words: ${words} All must hold; type and verdict may stand several times. Enter applies.`);
		form.append(this.input, this.chips, this.refused, help);
		form.addEventListener('submit', (event) => {
			event.preventDefault();
			this.#apply();
			list.grid.focus();
		});
	}

	// Esc leaves the field as it was.
	#leave(event) {
		event.preventDefault();
		clearTimeout(this.#timer);
		this.input.value = filterLine(this.#filter);
		this.list.grid.focus();
	}

	// Show the filter of the address.
	show(filter) {
		this.#filter = filter;
		if (filterLine(parseFilter(this.input.value)) !== filterLine(filter)) this.input.value = filterLine(filter);
		this.refuse(null);
		this.#press();
	}

	refuse(error) {
		write(this.refused, error ? told(error) : '');
		attribute(this.input, 'aria-invalid', error ? 'true' : null);
		attribute(document.body, 'data-refused', Boolean(error));
	}

	// Show how many captures have each verdict.
	count({ verdicts, verdict_counts: counts }) {
		for (const verdict of verdicts) {
			const count = counts[verdict] ?? 0;
			const chip = this.#chip(verdict);
			attribute(chip, 'hidden', !count && !this.#has(verdict));
			write(chip.lastChild, number(count));
		}
		this.#press();
	}

	#chip(verdict) {
		const known = [...this.chips.children].find((chip) => chip.value === verdict);
		if (known) return known;
		const toggle = { type: 'button', value: verdict, on: { click: () => this.#toggle(verdict) } };
		const chip = el('button', { class: 'chip', ...toggle }, verdictMark(verdict), ' ', el('b'));
		this.chips.append(chip);
		return chip;
	}

	#has(verdict) {
		return (this.#filter.verdict ?? []).includes(verdict);
	}

	#press() {
		for (const chip of this.chips.children) attribute(chip, 'aria-pressed', `${this.#has(chip.value)}`);
	}

	#toggle(verdict) {
		const others = (this.#filter.verdict ?? []).filter((one) => one !== verdict);
		this.context.go(filterLink({ ...this.#filter, verdict: this.#has(verdict) ? others : [...others, verdict] }));
	}

	#apply(options) {
		clearTimeout(this.#timer);
		this.context.go(filterLink(parseFilter(this.input.value)), options);
	}

	// Text is searched for as it is typed; words with a colon wait for Enter, since half of one is an error.
	#typed() {
		clearTimeout(this.#timer);
		const { text, ...words } = parseFilter(this.input.value);
		const { text: _, ...before } = this.#filter;
		if (!this.input.value) this.#apply();
		else if (filterLine(words) === filterLine(before) && !/\S:$/.test(text)) {
			this.#timer = setTimeout(() => this.#apply({ replace: true }), 300);
		}
	}
}
