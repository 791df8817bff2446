// One row of the list: its cells, and what stands in them.

import { attribute, el, localTime, safe, verdictSign, write } from './dom.js';

export const COLUMNS = [
	['time', 'Time'], ['request', 'Request'], ['type', 'Event'], ['mail', 'Mail'], ['verdict', 'Verdict'],
	['cause', 'Cause'], ['answer', 'Answer'], ['ms', 'ms'],
];

const [MAIL, VERDICT, CAUSE, ANSWER] = [3, 4, 5, 6];

export function headRow() {
	return el('div', { role: 'row', class: 'head', 'aria-rowindex': 1 },
		COLUMNS.map(([name, words], i) => el('div', { role: 'columnheader', class: `c-${name}`, 'aria-colindex': i + 1, text: words })));
}

// A row that is used for one position after another; nothing is written that stands there already.
export class Row {
	#entry;

	constructor(number) {
		this.cells = COLUMNS.map(([name], i) => el('div', { role: 'gridcell', class: `c-${name}`, 'aria-colindex': i + 1 }));
		this.node = el('div', { role: 'row', class: 'row', id: `slot-${number}`, hidden: true }, this.cells);
		this.sign = el('span', { class: 'sign', 'aria-hidden': 'true' });
		this.cells[VERDICT].append(this.sign);
		const [day, rest] = [0, 1].map(() => el('span', { class: 'more' }, ''));
		this.cells[0].append(day);
		this.texts = this.cells.map((cell) => cell.appendChild(document.createTextNode('')));
		this.cells[0].append(rest);
		this.texts.push(day.firstChild, rest.firstChild);
	}

	hide() {
		attribute(this.node, 'hidden', true);
		this.position = -1;
	}

	// entry is null where the capture was deleted, undefined while it is being read.
	show(position, line, offset, entry) {
		this.position = position;
		if (this.offset !== offset) this.node.style.transform = `translateY(${(this.offset = offset)}px)`;
		attribute(this.node, 'aria-rowindex', line + 2);
		attribute(this.node, 'hidden', false);
		if (entry !== this.#entry || this.#entry === undefined) this.#fill(entry);
	}

	marks(isCursor, isOpen, isMarked) {
		attribute(this.node, 'data-cursor', isCursor);
		attribute(this.node, 'aria-current', isOpen);
		attribute(this.node, 'aria-selected', `${isMarked}`);
	}

	#fill(entry) {
		this.#entry = entry;
		attribute(this.node, 'data-row', entry?.row);
		attribute(this.node, 'data-id', entry?.id);
		attribute(this.node, 'data-verdict', entry?.verdict);
		attribute(this.node, 'data-wait', entry === undefined);
		attribute(this.cells[0], 'title', entry?.time);
		attribute(this.cells[VERDICT], 'title', entry && safe([entry.verdict, ...(entry.causes ?? [])].join(', ')));
		attribute(this.cells[CAUSE], 'title', entry && (safe((entry.causes ?? []).join(', ')) || null));
		attribute(this.cells[MAIL], 'title', entry && safe(entry.reference_id));
		texts(entry).forEach((text, i) => {
			if (this.texts[i].data !== text) this.texts[i].data = text;
		});
		write(this.sign, entry ? verdictSign(entry.verdict) : '');
		attribute(this.cells[ANSWER], 'data-status', entry?.status ? Math.floor(entry.status / 100) : null);
	}
}

function texts(entry) {
	if (!entry) return [entry === null ? 'deleted' : '…', '', '', '', '', '', '', '', '', ''];
	const [, day = '', clock, rest = ''] = /^(.* )?([\d:]+)(\.\d+)?$/.exec(localTime(entry.time)) ?? ['', '', safe(entry.time)];
	const mail = safe(entry.reference_id);
	return [
		clock,
		safe(`${entry.method ?? '–'} ${entry.target ?? ''}`),
		safe(entry.event_type ?? '–'),
		mail.length > 10 ? `${mail.slice(0, 8)}…` : mail || '–',
		` ${safe(entry.verdict)}`,
		safe(entry.cause ?? entry.anomaly),
		entry.cancelled ? 'cancelled' : `${entry.status ?? '–'}`,
		entry.duration_ms === null || entry.duration_ms === undefined ? '' : `${Math.round(entry.duration_ms * 10) / 10}`,
		day,
		rest,
	];
}
