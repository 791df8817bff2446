// Resending a capture, as it came or edited; the new answer stands beside the first one.
import { bodyWindow, editable, fromBase64, hexText, readable, toBase64, toBytes, wholeBody } from './bytes.js';
import { button, code, counted, el, faint, load, number, p, safe, table } from './words.js';

const MADE = /^(host|content-length|connection|transfer-encoding|keep-alive)$/i;
const MOST = 1 << 20;
const heading = (text) => el('h3', { tabindex: '-1' }, text);

export function resend(place, context, capture, close) {
	const result = el('div', { role: 'status' });
	place.append(frame('Resent', context, close, result));
	send(result, context, capture, 'kept', null);
}

function frame(title, context, close, ...children) {
	return el('section', { class: 'card', 'data-part': 'edit', on: { keydown: (event) => event.key === 'Escape' && (event.stopPropagation(), close()) } },
		heading(title), p('To ', code(context.target ?? '–')), children, button('Close', close));
}

function send(result, context, capture, signature, edit) {
	const call = context.post('/api/resend', { captures: [capture.id], count: 1, signature, edit });
	const first = capture.response?.bytes ? bodyWindow(context, capture.id, 'response').then((answer) => answer.data) : toBytes('');
	return load(result, Promise.all([call, first]), ([{ attempts: [attempt], left_out: left, stopped }, bytes]) => {
		if (!attempt) return result.append(el('p', { class: 'error' }, `Nothing was sent: ${safe(left?.[0]?.reason ?? stopped)}`));
		result.append(answers(capture, bytes, attempt));
	});
}

// The new answer beside the first one, where there are both.
function answers(capture, firstBytes, attempt) {
	const { response: second } = attempt;
	if (!second) return el('p', { class: 'error' }, `No answer: ${safe(attempt.reason ?? attempt.outcome)}`);
	const had = capture.status !== null;
	const first = capture.response ?? { headers: [], bytes: 0 };
	const secondBytes = second.body_base64 ? fromBase64(second.body_base64) : toBytes(second.body ?? '');
	const value = ({ headers }, name) => headers.filter(([one]) => one.toLowerCase() === name).map(([, text]) => text).join(', ');
	const names = new Set([...first.headers, ...second.headers].map(([name]) => name.toLowerCase()));
	const row = (name, one, two, differs = one !== two) => ({ cells: [`${had && differs ? '≠ ' : ''}${safe(name)}`, ...(had ? [one] : []), two], class: had && differs ? 'differs' : null });
	const text = (bytes) => el('pre', readable(bytes.subarray(0, 65536)));
	const rows = [row('Status', `${capture.status}`, `${attempt.status}`), ...[...names].map((name) => row(name, safe(value(first, name)), safe(value(second, name)))),
		row('Body', text(firstBytes), text(secondBytes), first.bytes !== secondBytes.length || toBase64(firstBytes) !== toBase64(secondBytes.subarray(0, 65536)))];
	const different = rows.filter((one) => one.class).length;
	const compared = !had ? 'There is no first answer to compare it with.' : different === 1 && rows.find((one) => one.class).cells[0] === '≠ date' ? 'The same as the first answer but for the date.' :
		different ? `${counted(different, 'line')} ${different === 1 ? 'differs' : 'differ'} from the first answer (≠).` : 'The same as the first answer.';
	return el('div', p(el('b', `${attempt.status}`), ` after ${number(attempt.duration_ms ?? 0)} ms. ${compared} `, safe(attempt.signature_sentence)),
		table(had ? 'Answers side by side' : 'The answer', ['Part', ...(had ? ['First answer'] : []), 'New answer'], rows), second.truncated ? faint('The body of the new answer is longer than what was kept of it.') : null);
}

export function editForm(place, context, capture, close) {
	const inside = el('div');
	place.append(frame('Edit and resend', context, close, inside));
	if (capture.body.bytes > MOST) return inside.append(faint(`The body has ${number(capture.body.bytes)} bytes. Up to 1 MiB can be edited here; for more: mhook captures show ${safe(capture.id)} --raw`));
	load(inside, wholeBody(context, capture.id, 'request', capture.body.bytes), (bytes) => inside.append(form(context, capture, bytes)));
}

function form(context, capture, bytes) {
	const method = el('input', { value: capture.method ?? 'POST', size: 8, required: true });
	const rows = el('ol', { class: 'rows' });
	const add = (name, value) => rows.appendChild(headerRow(rows, name, value));
	for (const [name, value] of capture.headers) add(name, value);
	const body = bodyField(bytes);
	const choices = signatureChoices(context);
	const result = el('div', { role: 'status' });
	const submit = (event) => {
		event.preventDefault();
		const edited = body.read();
		if (!edited) return;
		const headers = [...rows.children].map((row) => row.pair());
		const { value } = choices.querySelector(':checked');
		send(result, context, capture, value, { method: method.value, headers, body_base64: toBase64(edited) });
	};
	return el('form', { on: { submit } }, p(el('label', 'Method ', method)),
		el('fieldset', el('legend', 'Headers, in this order'), rows, faint('The signature is as chosen below. Host, Content-Length and the like are made anew.'), button('Add a header', () => add('', '').querySelector('input').focus())),
		body.node, choices, p(el('button', { class: 'main' }, 'Send')), result);
}

function headerRow(rows, name, value) {
	const [first, second] = [['Name', name], ['Value', value]].map(([label, text]) => el('input', { 'aria-label': label, value: text, readonly: MADE.test(name) }));
	const move = (step) => (event) => {
		const all = [...rows.children];
		const other = all[all.indexOf(row) + step];
		if (other) other[step < 0 ? 'before' : 'after'](row);
		event.target.focus();
	};
	const remove = () => {
		(row.nextElementSibling ?? row.previousElementSibling)?.querySelector('input').focus();
		row.remove();
	};
	const row = el('li', first, second,
		el('span', [['↑', 'Move up', move(-1)], ['↓', 'Move down', move(1)], ['✕', 'Remove', remove]].map(([sign, words, run]) => button(sign, run, { class: 'small', 'aria-label': words, title: words }))));
	row.pair = () => [first.value, second.value];
	return row;
}

// The body as text, or as hex: alone where a field would change its bytes, as it turns CRLF into LF.
function bodyField(bytes) {
	const area = el('textarea', { rows: 12, spellcheck: 'false', 'aria-describedby': 'body-note', on: { input: () => area.setCustomValidity('') } });
	const note = el('span', { id: 'body-note', class: 'faint' });
	const other = button('', () => { const now = read(); if (now) show(now, !isHex); });
	let isHex;
	const show = (data, asHex) => {
		const text = editable(data);
		isHex = asHex || text === null;
		area.value = isHex ? hexText(data).replace(/(.{47}) /g, '$1\n') : text;
		other.textContent = isHex ? 'As text' : 'As hexadecimal';
		note.textContent = text === null ? 'In hexadecimal: as text, the browser would change these bytes.' : 'What you do not touch keeps its bytes.';
	};
	const read = () => {
		if (!isHex) return toBytes(area.value);
		const digits = area.value.replace(/\s+/g, '');
		const wrong = /[^0-9a-f]/i.test(digits) || digits.length % 2;
		area.setCustomValidity(wrong ? 'Two hexadecimal digits for each byte, like 0d 0a' : '');
		return area.reportValidity() && Uint8Array.from(digits.match(/../g) ?? [], (pair) => parseInt(pair, 16));
	};
	show(bytes, false);
	return { read, node: el('div', el('label', 'Body ', area), other, ' ', note) };
}

function signatureChoices({ state }) {
	const name = state.signing_secret ? safe(state.signing_secret) : 'the first secret of mhook inspect';
	const words = {
		kept: `Keep the signature: it is that of the captured body, so a correct receiver refuses the edited one.`,
		new: state.secrets ? `Sign anew with ${name}: as Maileroo would.` : `Sign anew: give mhook inspect a secret first.`,
		none: 'Send without a signature.',
	};
	const chosen = state.secrets ? 'new' : 'kept';
	return el('fieldset', el('legend', 'Signature'), Object.entries(words).map(([value, text]) =>
		el('label', { class: 'line' }, el('input', { type: 'radio', name: 'signature', value, checked: value === chosen, disabled: value === 'new' && !state.secrets }), ` ${text}`)));
}
