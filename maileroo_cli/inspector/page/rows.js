// The captures by position, as far as they were read: windows of 200, the least used forgotten. A position counts from
// the oldest of the filtered list, so that it stays when new captures come. Nothing here touches the page.

const WINDOW = 200;
const KEPT = 60;

export class Rows {
	total = 0;
	newestRow;
	filter = {};
	#windows = new Map();
	#places = new Map();
	#asked = new Map();
	#timer = 0;
	#wanted = [0, -1];
	#poked = false;
	#again = false;
	#loading = 0;
	#held = null;
	#reading = new AbortController();

	// changed() is called when rows or the total have changed; failed(error) when they could not be read.
	constructor(get, changed, failed) {
		Object.assign(this, { get, changed, failed });
	}

	// The entry at a position; null where it was deleted, undefined while it is not here.
	at(position) {
		return this.#windows.get(Math.floor(position / WINDOW))?.[position % WINDOW];
	}

	positionOf(id) {
		return this.#places.get(id) ?? -1;
	}

	entryOf(id) {
		return this.at(this.positionOf(id));
	}

	get isFiltered() {
		return Object.keys(this.filter).length > 0;
	}

	async load(filter = this.filter) {
		this.#reading.abort();
		this.#reading = new AbortController();
		this.#loading++;
		const answer = await this.#read({ limit: 100 }, filter).finally(() => this.#loading--);
		this.filter = filter;
		for (const kept of [this.#windows, this.#places, this.#asked]) kept.clear();
		this.newestRow = answer.newest_row;
		this.#put(answer.first, answer.captures);
		this.total = answer.total;
		this.changed(0);
		if (this.#held) this.append(this.#held);
	}

	// Have the missing rows of two positions and all between them read soon.
	want(first, last) {
		if (this.#loading) return;
		this.#wanted = [first, last];
		this.#timer ||= setTimeout(() => {
			this.#timer = 0;
			const [from, to] = this.#wanted.map((position) => Math.floor(position / WINDOW));
			for (let window = from; window <= to; window++) if (this.#hasGap(window)) this.#fetch(window);
		}, 40);
	}

	async range(first, last) {
		const answer = await this.#read({ first, limit: last - first + 1 });
		return answer.captures.filter(Boolean);
	}

	// Take what the stream told of; with a filter, the server is asked. While rows are being read the last message waits.
	append(message) {
		this.#held = this.#loading ? message : null;
		if (this.#held) return;
		if (this.newestRow === undefined || message.newest_row === null || message.newest_row <= (this.newestRow ?? -1)) return;
		if (this.isFiltered) this.#poke();
		else this.#grow(message);
	}

	// Read again what is here, and what came meanwhile: the stream was not heard for a while.
	refresh(message) {
		this.#windows.clear();
		this.#places.clear();
		this.append({ ...message, captures: [] });
		this.changed(0);
	}

	answered(entries) {
		const known = entries.filter((entry) => this.#places.has(entry.id));
		for (const entry of known) this.#put(this.#places.get(entry.id), [entry]);
		if (known.length) this.changed(0);
	}

	// The entries are the newest of the total; where one between them is left out, they are read like any other gap.
	#grow({ total, newest_row, captures }) {
		const added = total - this.total;
		if (added < 0) return this.load().catch(this.failed);
		this.newestRow = newest_row;
		const isWhole = added === captures.length || (captures.at(-1)?.row === newest_row && newest_row - captures[0].row < captures.length);
		if (isWhole) this.#put(total - captures.length, captures);
		this.total = total;
		if (added) this.changed(added, captures.slice(-added));
	}

	#read(query, filter = this.filter) {
		return this.get('/api/captures', { ...filter, ...query }, { signal: this.#reading.signal });
	}

	#poke() {
		this.#again = this.#poked;
		if (this.#poked) return;
		this.#poked = true;
		setTimeout(async () => {
			const begun = performance.now();
			await this.#readNewer().catch(this.failed);
			setTimeout(() => {
				this.#poked = false;
				if (this.#again) this.#poke();
			}, 3 * (performance.now() - begun));
		}, 100);
	}

	async #readNewer() {
		const answer = await this.#read({ after: this.newestRow ?? 0, limit: 1000 });
		const isWhole = answer.total - this.total === answer.captures.length;
		this.#grow(isWhole ? answer : { ...answer, captures: [] });
	}

	async #fetch(window) {
		if (this.#asked.has(window)) return;
		this.#asked.set(window, true);
		try {
			const first = window * WINDOW;
			const answer = await this.#read({ first, limit: WINDOW });
			this.#put(first, answer.captures);
			this.changed(0);
		} catch (error) {
			if (error.status) this.failed(error);
		} finally {
			this.#asked.delete(window);
		}
	}

	#hasGap(window) {
		const rows = this.#windows.get(window) ?? [];
		const wanted = Math.min(WINDOW, this.total - window * WINDOW);
		for (let i = 0; i < wanted; i++) if (rows[i] === undefined) return true;
		return false;
	}

	#put(first, entries) {
		entries.forEach((entry, i) => {
			const window = Math.floor((first + i) / WINDOW);
			const rows = this.#windows.get(window) ?? [];
			this.#windows.delete(window);
			this.#windows.set(window, rows);
			rows[(first + i) % WINDOW] = entry;
			if (entry) this.#places.set(entry.id, first + i);
		});
		for (const [window, rows] of this.#windows) {
			if (this.#windows.size <= KEPT) break;
			for (const entry of rows) if (entry) this.#places.delete(entry.id);
			this.#windows.delete(window);
		}
	}
}
