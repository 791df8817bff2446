// The life of a mail: a lane for each type of its events, over time; what is missing, late or double in words.
import { verdictSign } from './dom.js';
import { button, code, duration, el, faint, heading, path, safe, table, verdict, when } from './words.js';

const LEAST = 84; // Pixels between two marks of one lane at least, so that their words have room.

export async function show(place, context, params) {
  const capture = await context.get(path(params.capture));
  const title = heading('Life of the mail');
  place.append(title);
  const view = { keys: {}, heading: title, close() {} };
  if (!capture.mail) {
    place.append(faint('This capture names no mail, so nothing can be put beside it.'));
    return view;
  }
  const mail = await context.get(`/api/mails/${encodeURIComponent(capture.mail.reference_id)}`);
  const open = (id) => context.go({ view: 'detail', capture: id });
  const drawn = el('div', {}, el('p', {}, 'Mail ', code(mail.reference_id), mail.recipients?.length ? [' to ', safe(mail.recipients.join(', '))] : ''),
    el('p', {}, el('b', {}, safe(mail.summary))), lanes(mail, params.capture, open), list(mail, params.capture, open));
  place.append(drawn);
  // Once it is on the page: have the mark of this capture in sight.
  requestAnimationFrame(() => {
    const [box, one] = ['.lanes', '.mark[aria-current]'].map((name) => drawn.querySelector(name));
    const left = one ? parseFloat(one.style.left) : 0;
    if (left > box?.clientWidth - 180) box.scrollLeft = left + 120 - box.clientWidth / 2;
  });
  return view;
}

// Where each event stands: a longer gap is wider, but not in proportion.
function places(events) {
  const times = events.map((event) => Date.parse(event.event_time ?? event.time));
  const order = times.map((_, at) => at).sort((a, b) => times[a] - times[b]);
  const found = { left: [], days: [], gaps: [] };
  const ends = new Map(); // How far the marks of a lane go.
  let x = 0;
  order.forEach((at, step) => {
    const gap = step ? (times[at] - times[order[step - 1]]) / 1000 : 0;
    const type = events[at].event_type;
    const next = step ? Math.max(x + (gap ? 46 + 16 * Math.log10(1 + gap) : 24), (ends.get(type) ?? -LEAST) + LEAST) : LEAST / 2;
    if (gap) found.gaps.push({ left: x, width: next - x, words: `+${duration(gap)}` });
    ends.set(type, next);
    x = found.left[at] = next;
    const day = new Date(times[at]).toLocaleDateString('sv');
    if (found.days.at(-1)?.words !== day) found.days.push({ left: x - LEAST / 2, width: LEAST, words: day });
  });
  return { ...found, width: x + LEAST / 2 };
}

function lanes({ events, missing }, current, open) {
  if (!events.length) return faint('No event of it was captured.');
  const { left, days, gaps, width } = places(events);
  const types = [...new Set([...events.map((event) => event.event_type), ...missing.map((one) => one.event_type)])];
  const rank = (type) => Math.min(...events.map((event, at) => (event.event_type === type ? left[at] : Infinity)), ...missing.map((one) => (one.event_type === type ? left[one.before] - 1 : Infinity)));
  types.sort((a, b) => rank(a) - rank(b));
  const drawn = types.map((type) => el('div', { class: 'lane' }, el('b', {}, safe(type ?? 'no type')),
    at(el('div', { class: 'track' }), 'min-width', width, events.map((event, index) => event.event_type === type && at(mark(event, current, open), 'left', left[index])),
      missing.map((one) => one.event_type === type && at(el('span', { class: 'mark missing', title: safe(one.sentence) }, 'missing'), 'left', left[one.before])))));
  const axis = (name, labels) => el('div', { class: 'lane axis' }, el('b', {}, name), at(el('div', { class: 'track' }), 'min-width', width,
    labels.map((one) => at(at(el('span', {}, one.words), 'left', one.left), 'width', one.width))));
  return [el('div', { class: 'lanes', role: 'group', 'aria-label': 'Events over time', tabindex: '0' }, axis('Day', days), axis('After', gaps), drawn),
    faint('Not to scale: the second line says how long after the one before it each event happened.')];
}

// Set a length of an element by CSSOM: style attributes are not allowed here.
function at(node, name, pixels, ...children) {
  node.style.setProperty(name, `${Math.round(pixels)}px`);
  node.append(...children.flat().filter(Boolean));
  return node;
}

function mark(event, current, open) {
  const clock = new Date(event.event_time ?? event.time).toLocaleTimeString('en-GB');
  const odd = [failed(event) && answer(event), ...Object.keys(SHORT).filter((word) => event.notes.some((note) => SHORT[word].test(note)))].filter(Boolean);
  return button([`${verdictSign(event.verdict)} ${clock}`, odd.length ? el('small', {}, odd.join(', ')) : ''], () => open(event.id),
    { class: `mark ${odd.length ? 'odd' : ''}`, title: `${safe(event.event_type)}: ${safe(event.verdict)}`, 'data-capture': event.id, 'data-verdict': event.verdict, 'aria-current': event.id === current ? 'true' : null });
}

const SHORT = { duplicate: /^duplicate/, again: /^sent again/, 'out of order': /^out of order/, late: /^arrived late/, unexpected: /^unexpected/, 'no time': /names no time/ };
const answer = (event) => (event.cancelled ? 'cancelled' : event.status === null ? '–' : `${event.status}`);
const failed = (event) => event.cancelled || (event.status !== null && event.status !== 200);

function list({ events, missing, recipients }, current, open) {
  const rows = events.flatMap((event, index) => [
    ...missing.filter((one) => one.before === index).map((one) => ({ class: 'lost', cells: [safe(one.event_type), '–', '–', '–', '–'], more: safe(one.sentence) })),
    { 'aria-current': event.id === current ? 'true' : null, class: failed(event) ? 'failed' : null,
      cells: [[button(safe(event.event_type ?? 'no type'), () => open(event.id), { class: 'link' }), recipients.length > 1 && event.recipients.length ? el('small', {}, ' ', safe(event.recipients.join(', '))) : ''],
        when(event.event_time), [when(event.time), event.event_time ? el('small', {}, ` +${duration((Date.parse(event.time) - Date.parse(event.event_time)) / 1000)}`) : ''], verdict(event), answer(event)],
      more: safe(event.notes.join('; ')) },
  ]);
  return table('Events of the mail', ['Event', 'Happened', 'Arrived', 'Verdict', 'Answer'], rows);
}
