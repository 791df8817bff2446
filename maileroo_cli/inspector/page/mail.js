// The life of a mail: a lane for each type of its events; what is missing, late or double in words.
import { verdictSign } from './dom.js';
import { button, code, duration, el, faint, heading, p, path, safe, table, verdict, when } from './words.js';

const LEAST = 84; // Pixels between two marks of one lane.

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
		const mail = await context.get(`/api/mails/${encodeURIComponent(reference)}`);
		ids = mail.events.map(({ id }) => id);
		const before = inside.querySelector('.lanes')?.scrollLeft;
		inside.replaceChildren(p('Mail ', code(mail.reference_id), mail.recipients?.length ? [' to ', safe(mail.recipients.join(', '))] : ''),
			p(el('b', safe(mail.summary))), ...[lanes(mail, params.capture, open), list(mail, params.capture, open)].flat());
		const [box, mark] = ['.lanes', '.mark[aria-current]'].map((name) => inside.querySelector(name));
		if (box && before !== undefined) box.scrollLeft = before;
		else if (mark) requestAnimationFrame(() => {
			const left = parseFloat(mark.style.left);
			if (left > box.clientWidth - 180) box.scrollLeft = left + 120 - box.clientWidth / 2;
		});
	};
	// Read again, at most twice a second.
	const again = () => (reading ??= setTimeout(() => read().catch(() => {}).finally(() => (reading = null)), 500));
	await read();
	view.changed = (others) => others.some((id) => ids.includes(id)) && again();
	view.added = (entries, left) => (left || entries.some((entry) => entry.reference_id === reference)) && again();
	view.close = () => clearTimeout(reading);
	return view;
}

// Where each event stands: a longer gap is wider, not in proportion.
function places(events) {
	const found = { left: [], gaps: [] };
	const ends = new Map();
	let x = 0;
	let before = null;
	for (const { event_type: type, event_time: happened, time } of events) {
		const now = Date.parse(happened ?? time) / 1000;
		const gap = before === null ? 0 : now - before;
		const next = before === null ? LEAST / 2 : Math.max(x + (gap ? 46 + 16 * Math.log10(1 + gap) : 24), (ends.get(type) ?? -LEAST) + LEAST);
		if (gap) found.gaps.push({ left: x, width: next - x, words: `+${duration(gap)}` });
		ends.set(type, next);
		found.left.push(next);
		x = next;
		before = now;
	}
	return { ...found, width: x + LEAST / 2 };
}

function lanes({ events, missing }, current, open) {
	if (!events.length) return faint('No event of it was captured.');
	const { left, gaps, width } = places(events);
	const types = new Set(events.flatMap((event, at) => [...missing.filter((one) => one.before === at).map((one) => one.event_type), event.event_type]));
	const drawn = [...types].map((type) => el('div', { class: 'lane' }, el('b', safe(type ?? 'no type')),
		at(el('div', { class: 'track' }), 'min-width', width, events.map((event, index) => event.event_type === type && at(mark(event, current, open), 'left', left[index])),
			missing.map((one) => one.event_type === type && at(el('span', { class: 'mark missing', title: safe(one.sentence) }, 'missing'), 'left', left[one.before])))));
	const axis = el('div', { class: 'lane axis' }, el('b', 'After'), at(el('div', { class: 'track' }), 'min-width', width,
		gaps.map((one) => at(at(el('span', one.words), 'left', one.left), 'width', one.width))));
	return [el('div', { class: 'lanes', role: 'group', 'aria-label': 'Events over time', tabindex: '0' }, axis, drawn),
		faint('Not to scale: the first line says how long after the one before it each event happened.')];
}

// By CSSOM: style attributes are not allowed here.
function at(node, name, pixels, ...children) {
	node.style.setProperty(name, `${Math.round(pixels)}px`);
	node.append(...children.flat().filter(Boolean));
	return node;
}

function mark(event, current, open) {
	const clock = new Date(event.event_time ?? event.time).toLocaleTimeString('en-GB');
	const odd = [failed(event) && answer(event), ...Object.keys(SHORT).filter((word) => event.notes.some((note) => SHORT[word].test(note)))].filter(Boolean);
	return button([`${verdictSign(event.verdict)} ${clock}`, odd.length ? el('small', odd.join(', ')) : ''], () => open(event.id),
		{ class: `mark ${odd.length ? 'odd' : ''}`, title: `${safe(event.event_type)}: ${safe(event.verdict)}`, 'data-capture': event.id, 'data-verdict': event.verdict, 'aria-current': event.id === current ? 'true' : null });
}

const SHORT = { duplicate: /^duplicate/, again: /^sent again/, 'out of order': /^out of order/, late: /^arrived late/, unexpected: /^unexpected/, 'no time': /names no time/ };
const answer = (event) => (event.cancelled ? 'cancelled' : event.status === null ? '–' : `${event.status}`);
const failed = (event) => event.cancelled || (event.status !== null && event.status !== 200);

function list({ events, missing, recipients }, current, open) {
	const rows = events.flatMap((event, index) => [
		...missing.filter((one) => one.before === index).map((one) => ({ class: 'lost', cells: [safe(one.event_type), '–', '–', '–', '–'], more: safe(one.sentence) })),
		{ 'aria-current': event.id === current ? 'true' : null, class: failed(event) ? 'failed' : null,
			cells: [[button(safe(event.event_type ?? 'no type'), () => open(event.id), { class: 'link' }), recipients.length > 1 && event.recipients.length ? el('small', ' ', safe(event.recipients.join(', '))) : ''],
				when(event.event_time), [when(event.time), event.event_time ? el('small', ` +${duration((Date.parse(event.time) - Date.parse(event.event_time)) / 1000)}`) : ''], verdict(event), answer(event)],
			more: safe(event.notes.join('; ')) },
	]);
	return table('Events of the mail', ['Event', 'Happened', 'Arrived', 'Verdict', 'Answer'], rows);
}
