// The life of a mail: a lane for each type of its events, over time; what is missing, late or double in words.
import { verdictSign } from './dom.js';
import { button, code, counted, duration, el, faint, heading, path, safe, table, verdict, when } from './words.js';

const STEP = 30; // Pixels between two marks at least,
const LEAST = 92; // and between two of one lane, so that their words have room.
const MOST = 170; // A gap that would be wider is compressed.

export async function show(place, context, params) {
	const capture = await context.get(path(params.capture));
	const title = heading('Life of the mail');
	place.append(title);
	const view = { keys: {}, heading: title, close() {} };
	if (!capture.mail) {
		place.append(faint('This capture names no mail, so nothing can be put beside it.'));
		return view;
	}
	const reference = capture.mail.reference_id;
	const open = (id) => context.go({ view: 'detail', capture: id });
	const inside = place.appendChild(el('div'));
	let ids = [];
	let reading = null;
	const read = async () => {
		const [mail, { captures }] = await Promise.all([context.get(`/api/mails/${encodeURIComponent(reference)}`), context.get('/api/captures', { 'reference-id': reference, limit: 1000 })]);
		const entries = new Map(captures.filter(Boolean).map((entry) => [entry.id, entry]));
		ids = mail.events.map(({ id }) => id);
		for (const event of mail.events) event.status = entries.get(event.id)?.status;
		const at = inside.querySelector('.lanes')?.scrollLeft;
		inside.replaceChildren(el('p', 'Mail ', code(mail.reference_id), mail.recipients?.length ? [' to ', safe(mail.recipients.join(', '))] : ''),
			el('p', el('b', safe(mail.summary)), unaccepted(mail)), ...[lanes(mail, params.capture, open), oddities(mail), list(mail, params.capture, open)].flat().filter(Boolean));
		const lane = inside.querySelector('.lanes');
		const mark = inside.querySelector('.mark[aria-current]');
		if (lane && at !== undefined) lane.scrollLeft = at;
		else if (mark) requestAnimationFrame(() => (lane.scrollLeft = mark.offsetLeft - lane.clientWidth / 2));
	};
	// Read again, at most twice a second.
	const again = () => (reading ??= setTimeout(() => read().catch(() => {}).finally(() => (reading = null)), 500));
	await read();
	view.changed = (others) => others.some((id) => ids.includes(id)) && again();
	view.added = (entries, left) => (left || entries.some((entry) => entry.reference_id === reference)) && again();
	view.close = () => clearTimeout(reading);
	return view;
}

// Where each event stands: the gaps are in proportion, but no mark is nearer than STEP, no gap wider than MOST.
function places(events) {
	const times = events.map((event) => Date.parse(event.event_time ?? event.time));
	const order = times.map((_, at) => at).sort((a, b) => times[a] - times[b]);
	const gaps = order.slice(1).map((at, before) => times[at] - times[order[before]]);
	const usual = [...gaps].sort((a, b) => a - b)[gaps.length >> 1] || 1;
	const found = { left: [], days: [], long: [] };
	const ends = new Map(); // How far the marks of a lane go.
	let x = 0;
	order.forEach((at, step) => {
		const wide = step ? (gaps[step - 1] / usual) * LEAST : LEAST / 2;
		const type = events[at].event_type;
		const next = Math.max(x + Math.min(MOST, Math.max(STEP, wide)), ends.has(type) ? ends.get(type) + LEAST : 0);
		if (wide > MOST) found.long.push({ left: x, width: next - x, words: duration(gaps[step - 1] / 1000) });
		ends.set(type, next);
		x = found.left[at] = next;
		const day = new Date(times[at]).toLocaleDateString('sv');
		if (found.days.at(-1)?.words !== day) found.days.push({ left: x - LEAST / 2, width: LEAST, words: day });
	});
	return { ...found, width: x + LEAST / 2 };
}

function lanes({ events, missing }, current, open) {
	if (!events.length) return faint('No event of it was captured.');
	const { left, days, long, width } = places(events);
	const types = [...new Set([...events.map((event) => event.event_type), ...missing.map((one) => one.event_type)])];
	const rank = (type) => Math.min(...events.map((event, at) => (event.event_type === type ? left[at] : Infinity)), ...missing.map((one) => (one.event_type === type ? left[one.before] - 1 : Infinity)));
	types.sort((a, b) => rank(a) - rank(b));
	const drawn = types.map((type) => el('div', { class: 'lane' }, el('b', safe(type ?? 'no type')),
		at(el('div', { class: 'track' }), 'min-width', width, events.map((event, index) => event.event_type === type && at(mark(event, current, open), 'left', left[index])),
			missing.map((one) => one.event_type === type && at(el('span', { class: 'mark missing', title: safe(one.sentence) }, 'missing'), 'left', left[one.before] - STEP / 2)))));
	const label = (one, words, name) => at(at(el('span', { class: name }, words), 'left', one.left), 'width', one.width);
	const axis = el('div', { class: 'lane axis' }, el('b', {}), at(el('div', { class: 'track' }), 'min-width', width, days.map((day) => label(day, day.words, 'day')), long.map((gap) => label(gap, `⋯ ${gap.words} ⋯`, 'gap'))));
	return [el('div', { class: 'lanes', role: 'group', 'aria-label': 'Events over time', tabindex: '0' }, axis, drawn),
		faint('Not to scale: near events are drawn further apart', long.length ? `; ${counted(long.length, 'long gap')} drawn shorter (⋯), with the length written out.` : '.')];
}

// Set a length of an element by CSSOM: style attributes are not allowed here.
function at(node, name, pixels, ...children) {
	node.style.setProperty(name, `${Math.round(pixels)}px`);
	node.append(...children.flat().filter(Boolean));
	return node;
}

function mark(event, current, open) {
	const words = [event.event_type, event.verdict, ...event.notes].map(safe).join('; ');
	const clock = new Date(event.event_time ?? event.time).toLocaleTimeString('en-GB');
	return button([`${verdictSign(event.verdict)} ${clock}`, event.notes.length ? el('small', short(event.notes)) : ''], () => open(event.id),
		{ class: `mark ${event.notes.length ? 'odd' : ''}`, title: words, 'data-capture': event.id, 'data-verdict': event.verdict, 'aria-current': event.id === current ? 'true' : null });
}

const SHORT = { duplicate: /duplicate/, 'out of order': /out of order/, late: /\blate\b/, unexpected: /unexpected/, 'no time': /no time/ };
const short = (notes) => Object.keys(SHORT).filter((word) => notes.some((note) => SHORT[word].test(note))).join(', ') || 'see below';

function oddities({ events, missing }) {
	const sentences = [...missing.map((one) => one.sentence), ...events.flatMap((event) => event.notes.map((note) => `${event.event_type}: ${note}`))];
	return sentences.length ? [el('h3', 'What is missing, late or double'), el('ul', sentences.map((one) => el('li', safe(one))))] : faint('Nothing is missing, late or double.');
}

// What was not accepted may come again.
function unaccepted({ events }) {
	const count = events.filter(({ status }) => status && status !== 200).length;
	return count ? ` · ${counted(count, 'answer')} other than 200` : '';
}

function list({ events }, current, open) {
	return table('Events of the mail', ['Event', 'Happened', 'Arrived', 'After', 'Verdict', 'Answer'], events.map((event) => ({
		'aria-current': event.id === current ? 'true' : null,
		cells: [button(safe(event.event_type ?? 'no type'), () => open(event.id), { class: 'link' }), when(event.event_time), when(event.time),
			event.event_time ? duration((Date.parse(event.time) - Date.parse(event.event_time)) / 1000) : null, verdict(event), el('span', { 'data-status': `${event.status ?? ''}`[0] }, `${event.status ?? '–'}`)],
	})));
}
