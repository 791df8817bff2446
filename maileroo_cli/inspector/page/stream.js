// What the server tells as it happens: one connection a browser. The tab that holds the lock reads the stream and passes
// everything on to the others; when it closes, another goes on after the last row that it saw itself.

import { ask } from './api.js';

const SILENCE = 40_000;
const SHORTEST = 250;
const LONGEST = 5_000;

// Reads server-sent events out of chunks that may end anywhere, within a character too.
export class SseParser {
	#decoder = new TextDecoder();
	#rest = '';
	#event = {};

	// Returns the events that are whole by now: {name, id, data}.
	push(chunk) {
		const lines = (this.#rest + this.#decoder.decode(chunk, { stream: true })).split('\n');
		this.#rest = lines.pop();
		return lines.map((line) => this.#line(line.replace(/\r$/, ''))).filter(Boolean);
	}

	#line(line) {
		if (line === '') {
			const { name = 'message', id, data } = this.#event;
			this.#event = {};
			return data === undefined ? null : { name, id, data };
		}
		const [, field, value] = /^([^:]*):? ?(.*)$/s.exec(line);
		if (field === 'event') this.#event.name = value;
		if (field === 'id') this.#event.id = value;
		if (field === 'data') this.#event.data = this.#event.data === undefined ? value : `${this.#event.data}\n${value}`;
		return null;
	}
}

// last() is the newest row that this tab has; onMessage(name, object) and onState(name) hear of what happens. A hidden
// tab hears only 'missed' or 'reset', once it is seen again; 'missed' is also what a new connection begins with.
export function openStream({ last, onMessage, onState }) {
	const channel = new BroadcastChannel('mhook-stream');
	let running = null;
	let state = 'starting';
	let missed = null;

	const hear = (name, message) => {
		let told = name;
		if (name === 'state') {
			told = message === 'live' && (state === 'reconnecting' || state === 'ended') ? 'missed' : null;
			onState((state = message));
		}
		if (!told) return;
		if (!document.hidden) onMessage(told, message);
		else if (missed !== 'reset') missed = told === 'reset' ? told : 'missed';
	};
	const tell = (name, message) => {
		hear(name, message);
		channel.postMessage([name, message]);
	};
	channel.onmessage = ({ data: [name, message] }) => {
		if (name === 'ask') return running?.leads && channel.postMessage(['state', state]);
		if (running) hear(name, message);
	};
	document.addEventListener('visibilitychange', () => {
		if (document.hidden || !missed) return;
		onMessage(missed, null);
		missed = null;
	});

	async function lead(run) {
		run.leads = true;
		while (!run.signal.aborted) {
			await read(run).catch((error) => error.status === 401 && run.stop());
			if (run.signal.aborted) return;
			tell('state', run.failures > 4 ? 'ended' : 'reconnecting');
			const wait = Math.min(LONGEST, SHORTEST * 2 ** run.failures++);
			await new Promise((resolve) => {
				setTimeout(resolve, wait);
				run.signal.addEventListener('abort', resolve);
			});
		}
	}

	async function read(run) {
		const connection = new AbortController();
		const end = () => connection.abort();
		run.signal.addEventListener('abort', end);
		let timer = setTimeout(end, SILENCE);
		try {
			const row = Math.max(run.row, last() ?? -1);
			const headers = { Accept: 'text/event-stream', 'Last-Event-ID': Math.max(0, row) };
			const answer = await ask('/api/stream', { signal: connection.signal, headers });
			run.failures = 0;
			tell('state', 'live');
			const parser = new SseParser();
			for (const reader = answer.body.getReader(); ; ) {
				const { value, done } = await reader.read();
				if (done) return;
				clearTimeout(timer);
				timer = setTimeout(end, SILENCE);
				for (const { name, id, data } of parser.push(value)) {
					if (id) run.row = +id;
					if (name === 'reset') run.row = -1;
					tell(name, JSON.parse(data));
				}
			}
		} finally {
			clearTimeout(timer);
			run.signal.removeEventListener('abort', end);
		}
	}

	function start() {
		const abort = new AbortController();
		const run = (running = { signal: abort.signal, stop: () => abort.abort(), leads: false, row: -1, failures: 0 });
		channel.postMessage(['ask']);
		if (!navigator.locks) return lead(run);
		return navigator.locks.request('mhook-stream', { signal: run.signal }, () => lead(run)).catch(() => {});
	}

	function stop() {
		running?.stop();
		running = null;
	}
	return { start, stop };
}
