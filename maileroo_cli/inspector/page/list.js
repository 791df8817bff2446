// The list of captures: the newest at the top, a pool of rows over as many as there are. It follows the newest until
// the reader moves; from then on nothing moves under the reader, and what is new waits behind a button.

import { attribute, counted, el, number, write } from './dom.js';
import { Marks } from './marks.js';
import { headRow, Row } from './row.js';
import { Rows } from './rows.js';
import { Viewport } from './viewport.js';

const HEIGHT = 28;
const LEAST = 60;

export class CaptureList {
	following = true;
	total = 0;
	cursor = -1;
	#pool = [];
	#openId = null;
	#filterText = null;
	#heard = [];
	#unheard = 0;
	#frame = 0;
	#owed = false;

	constructor(place, context) {
		this.context = context;
		this.rows = new Rows(context.get, (added, entries) => this.#changed(added, entries), (error) => context.failed(error));
		this.marks = new Marks(this, context);
		this.body = el('div', { class: 'sizer', role: 'rowgroup' });
		const described = { 'aria-label': 'Captures, newest first', 'aria-multiselectable': 'true', 'aria-colcount': 8 };
		this.grid = el('div', { class: 'grid', role: 'grid', tabindex: 0, 'data-role': 'list', ...described },
			el('div', { role: 'rowgroup', class: 'heads' }, headRow()), this.body);
		const follow = { title: 'Follow the newest (f)', on: { click: () => this.follow() } };
		this.fresh = el('button', { class: 'fresh', 'data-role': 'new', hidden: true, ...follow });
		this.empty = el('div', { class: 'empty', 'data-role': 'empty', hidden: true });
		this.marks.bar.append(this.fresh);
		place.append(this.marks.bar, this.grid, this.empty);
		this.viewport = new Viewport(this.grid, this.body, HEIGHT);
		this.viewport.onsettled = () => this.draw();
		this.#listen();
	}

	#listen() {
		this.grid.addEventListener('scroll', () => this.#scrolled(), { passive: true });
		this.grid.addEventListener('click', (event) => this.#clicked(event));
		new ResizeObserver(([{ contentRect }]) => this.#resize(contentRect.height)).observe(this.grid);
	}

	// Show another filter; the capture under the cursor stays under it where it is let through.
	async setFilter(filter) {
		const text = JSON.stringify(filter);
		if (text === this.#filterText) return;
		this.#filterText = text;
		try {
			await this.reload(filter);
			this.context.announce(this.marks.allWords());
		} catch (error) {
			if (this.#filterText === text) this.#filterText = null;
			throw error;
		}
	}

	// Read anew: another filter begins at the newest; the same one stays where it was.
	async reload(filter = this.rows.filter) {
		const id = this.current()?.id;
		const isOther = filter !== this.rows.filter;
		await this.rows.load(filter);
		if (isOther && !this.marks.isEmpty) this.marks.clear();
		this.cursor = id ? await this.#find(id) : -1;
		this.following = this.cursor < 0 && (isOther || this.following);
		this.total = this.rows.total;
		if (this.cursor >= 0) this.#reveal();
		else if (this.following) this.viewport.scrollTo(0);
		this.draw();
	}

	// Where a capture stands in the list, -1 where it does not or where that is not known.
	async #find(id) {
		const known = this.rows.positionOf(id);
		if (known >= 0 || this.rows.isFiltered) return known;
		const capture = await this.context.get(`/api/captures/${encodeURIComponent(id)}`).catch(() => null);
		return capture?.position ?? -1;
	}

	forget() {
		this.#filterText = null;
	}

	// Show which capture is open, and have the cursor there.
	async open(id) {
		this.#openId = id;
		this.draw();
		if (!id || this.current()?.id === id) return;
		const position = await this.#find(id);
		if (position < 0 || this.#openId !== id) return;
		if (position >= this.total) this.total = this.rows.total;
		this.following = false;
		this.cursor = position;
		this.#reveal();
	}

	#changed(added, entries = []) {
		if (added) this.#tell(added, entries);
		if (this.following) this.total = this.rows.total;
		if (this.#owed && this.current()) this.#moved();
		this.#frame ||= requestAnimationFrame(() => {
			this.#frame = 0;
			this.draw();
		});
	}

	current() {
		return this.rows.at(this.cursor) ?? null;
	}

	move(by) {
		const line = this.cursor < 0 ? this.viewport.first : this.total - 1 - this.cursor + by;
		this.#to(line);
	}

	page(by) {
		this.move(by * Math.max(1, this.viewport.page - 1));
	}

	ends(by) {
		if (by < 0) this.total = this.rows.total;
		this.#to(by < 0 ? 0 : this.total - 1);
	}

	follow() {
		Object.assign(this, { following: true, cursor: -1, total: this.rows.total });
		this.#resize();
		this.viewport.scrollTo(0);
		this.draw();
	}

	mark() {
		if (this.cursor < 0) this.move(1);
		const entry = this.current();
		if (entry) this.marks.toggle(entry);
	}

	#to(line) {
		if (!this.total) return;
		this.following = false;
		if (document.activeElement === document.body) this.grid.focus({ preventScroll: true });
		this.cursor = this.total - 1 - Math.min(this.total - 1, Math.max(0, line));
		this.#reveal();
		this.#moved();
	}

	// The detail goes along with the cursor, as soon as the row is there.
	#moved() {
		const entry = this.current();
		this.#owed = !entry;
		if (entry) this.context.moved(entry);
	}

	#reveal() {
		this.#resize();
		this.viewport.reveal(this.total - 1 - this.cursor);
		this.draw();
	}

	#scrolled() {
		if (!this.viewport.scrolled()) return;
		this.following = this.viewport.top <= 0 && this.cursor < 0;
		if (this.following) this.total = this.rows.total;
		this.draw();
	}

	async #clicked(event) {
		const row = this.#pool.find(({ node }) => node.contains(event.target));
		const entry = row && this.rows.at(row.position);
		if (!entry) return;
		const from = this.cursor < 0 ? row.position : this.cursor;
		this.following = false;
		this.cursor = row.position;
		if (event.shiftKey) await this.marks.addRange(from, row.position);
		else if (event.ctrlKey || event.metaKey) this.marks.toggle(entry);
		else this.context.opened(entry);
		this.draw();
	}

	#resize(height = this.viewport.view + HEIGHT) {
		this.viewport.resize(this.total, Math.max(0, height - HEIGHT));
		const rows = Math.max(LEAST, this.viewport.page + 16);
		while (this.#pool.length < rows) this.body.append(this.#pool[this.#pool.push(new Row(this.#pool.length)) - 1].node);
		if (height !== this.height) (this.height = height), this.draw();
	}

	draw() {
		const { viewport, total } = this;
		viewport.resize(total);
		const pool = this.#pool.length;
		const first = Math.max(0, Math.min(viewport.first - 8, total - pool));
		const last = Math.min(total, first + pool) - 1;
		for (let line = first; line <= last; line++) this.#drawRow(line, total - 1 - line, pool);
		for (let spare = total; spare < pool; spare++) this.#pool[spare].hide();
		if (last >= first && pool) this.rows.want(total - 1 - last, total - 1 - first);
		this.#drawAround(first, last);
	}

	#drawRow(line, position, pool) {
		const row = this.#pool[position % pool];
		const entry = this.rows.at(position);
		row.show(position, line, this.viewport.offset(line), entry);
		row.marks(position === this.cursor, Boolean(entry) && entry.id === this.#openId, this.marks.has(entry));
	}

	#drawAround(first, last) {
		const line = this.total - 1 - this.cursor;
		const isHere = this.cursor >= 0 && line >= first && line <= last;
		attribute(this.grid, 'aria-activedescendant', isHere ? `slot-${this.cursor % this.#pool.length}` : null);
		attribute(this.grid, 'aria-rowcount', this.total + 1);
		const fresh = this.rows.total - this.total;
		attribute(this.fresh, 'hidden', this.following);
		write(this.fresh, fresh > 0 ? `${number(fresh)} new` : 'Follow');
		this.marks.draw();
		this.context.emptied(this.empty, this.rows);
	}

	#tell(added, entries) {
		this.#unheard += added;
		this.#heard.push(...entries.slice(-1000));
		this.context.announce(() => {
			const invalid = this.#heard.filter((entry) => entry?.verdict === 'invalid').length;
			const text = `${counted(this.#unheard, 'new capture')}${invalid ? `, ${invalid} invalid` : ''}`;
			this.#heard = [];
			this.#unheard = 0;
			return text;
		});
	}
}
