// Bytes as text with every invisible character visible, or as hex; 64 KiB at a time.
import { button, el, load, number, path } from './words.js';

const WINDOW = 65536;
const MOST_MARKS = 3000; // More elements are not drawn at once.
const INVISIBLE = /[^\P{C}\n]|[^\P{Z} ]/gu;
const UTF8 =
	/(?:[\0-\x7f]|[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2})+/g;
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const narrow = matchMedia('(max-width: 900px)');

export const hex = (value, width = 2) => value.toString(16).padStart(width, '0');
export const toBytes = (text) => new TextEncoder().encode(text);
export const fromBase64 = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
export const toBase64 = (bytes) => btoa(binary(bytes));

function binary(bytes) {
	const parts = [];
	for (let at = 0; at < bytes.length; at += 8192) parts.push(String.fromCharCode(...bytes.subarray(at, at + 8192)));
	return parts.join('');
}

// The text of bytes; null where a field would not keep them.
export function editable(bytes) {
	const text = decoder.decode(bytes);
	return binary(toBytes(text)) === binary(bytes) && !/[\r\0]/.test(text) ? text : null;
}

// Pieces of text: [text, whether it stands for what cannot be seen].
function pieces(bytes) {
	const found = [];
	let end = 0;
	const broken = (until) => { while (end < until) found.push([`\\x${hex(bytes[end++])}`, true]); };
	for (const { 0: good, index } of binary(bytes).matchAll(UTF8)) {
		broken(index);
		end += good.length;
		const text = decoder.decode(bytes.subarray(index, end));
		let shown = 0;
		for (const { 0: sign, index: at } of text.matchAll(INVISIBLE)) {
			found.push([text.slice(shown, at), false], [{ '\r': '\\r', '\t': '\\t' }[sign] ?? `\\u{${hex(sign.codePointAt(0), 4)}}`, true]);
			shown = at + sign.length;
		}
		found.push([text.slice(shown), false]);
	}
	broken(bytes.length);
	return found;
}

// Bytes as text; an escape of what cannot be seen is set apart from a written one.
export function readable(bytes) {
	const all = pieces(bytes);
	if (all.length > MOST_MARKS) return [all.map(([text]) => text).join('')];
	return all.map(([text, escaped]) => (escaped ? el('span', { class: 'invisible', text }) : text));
}

// Bytes from place base of a body, with spans {first, bytes, title} marked.
export function marked(bytes, base, spans) {
	const nodes = [];
	let end = 0;
	for (const span of spans) {
		const first = span.first - base;
		if (first < end || first > bytes.length) continue;
		nodes.push(...readable(bytes.subarray(end, first)));
		end = Math.min(bytes.length, first + span.bytes);
		nodes.push(el('mark', { title: span.title, class: span.bytes ? '' : 'nothing' }, readable(bytes.subarray(first, end))));
	}
	return [...nodes, ...readable(bytes.subarray(end))];
}

// Columns, each to be selected alone.
function hexColumns(bytes, base) {
	const width = narrow.matches ? 8 : 16;
	const columns = { Offsets: [], 'Bytes in hexadecimal': [], 'Bytes as ASCII': [] };
	const [offsets, digits, signs] = Object.values(columns);
	const ascii = binary(bytes).replace(/[^ -~]/g, '·');
	for (let at = 0; at < bytes.length; at += width) {
		offsets.push(hex(base + at, 8));
		digits.push(hexText(bytes.subarray(at, at + width)));
		signs.push(ascii.slice(at, at + width));
	}
	return Object.entries(columns).map(([label, lines]) => el('pre', { role: 'group', 'aria-label': label }, lines.join('\n')));
}

export const hexText = (bytes) => Array.from(bytes, (byte) => hex(byte)).join(' ');

// One window of a body: {bytes (its whole length), first, data}.
export async function bodyWindow(context, id, part, first = 0, limit = WINDOW) {
	const answer = await context.get(path(id, '/body'), { part, first, limit });
	return { ...answer, data: fromBase64(answer.body_base64) };
}

export async function wholeBody(context, id, part, length) {
	const whole = new Uint8Array(length);
	for (let first = 0; first < length; first += WINDOW) whole.set((await bodyWindow(context, id, part, first)).data, first);
	return whole;
}

// A body with its forms and windows; pretty() asks for the JSON in lines.
export function bodyView(context, id, part, about, pretty = null) {
	if (!about.bytes) return el('p', { class: 'faint' }, 'No body.');
	const last = Math.floor((about.bytes - 1) / WINDOW) * WINDOW;
	const now = { form: about.kind === 'binary' ? 'hex' : 'text', first: 0 };
	const place = el('div', { class: 'bytes', tabindex: '0', role: 'region', 'aria-label': part === 'request' ? 'Body' : 'Body of the answer' });
	const where = el('span', { role: 'status' });
	const draw = ({ data, pretty: text, reason, first }) => {
		const bytes = data ?? toBytes(text ?? reason);
		where.textContent = data && last ? `Bytes ${number(first)} to ${number(first + bytes.length - 1)} of ` : '';
		if (now.form === 'hex') place.append(el('div', { class: 'hex' }, hexColumns(bytes, first)));
		else place.append(el('pre', escapes.checked ? readable(bytes) : decoder.decode(bytes)));
		place.scrollTop = 0;
	};
	const choose = (change) => {
		Object.assign(now, change);
		for (const one of forms) one.setAttribute('aria-pressed', `${one.dataset.form === now.form}`);
		moves.forEach((one, at) => { one.disabled = now.form === 'pretty' || now.first === (at < 2 ? 0 : last); });
		load(place, now.form === 'pretty' ? pretty() : bodyWindow(context, id, part, now.first), draw);
	};
	const forms = [['text', 'As it came'], pretty && ['pretty', 'Pretty'], ['hex', 'Bytes']].filter(Boolean).map(([form, words]) =>
		button(words, () => choose({ form }), { 'data-form': form }));
	const places = { First: () => 0, Previous: () => now.first - WINDOW, Next: () => now.first + WINDOW, Last: () => last };
	const moves = Object.entries(last ? places : {}).map(([words, to]) => button(words, () => choose({ first: to() })));
	const escapes = el('input', { type: 'checkbox', checked: true, on: { change: () => choose({}) } });
	choose({});
	return el('div', el('div', { class: 'tools' }, el('span', { role: 'group', 'aria-label': 'Form' }, forms), el('span', { role: 'group', 'aria-label': 'Part' }, moves),
		el('label', escapes, ' Show invisible characters'), el('span', { class: 'faint' }, where, `${number(about.bytes)} bytes`)), place);
}
