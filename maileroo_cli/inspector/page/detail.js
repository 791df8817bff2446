// One capture in full: its verdict and why, headers, body, answer, what Maileroo does next, and what can be done with it.
import { bodyView, bodyWindow, marked } from './bytes.js';
import { CONSEQUENCE, copyAs, copyButton, copyMenu } from './copy.js';
import { editForm, resend } from './edit.js';
import { button, clear, code, counted, duration, el, faint, heading, load, number, path, press, safe, section, table, verdict, when } from './words.js';

export async function show(place, context, { capture: id }) {
	const title = heading(`Capture ${safe(id)}`);
	const inside = el('div');
	const extra = el('div', { class: 'extra' });
	let from = null;
	let capture = null;
	let loading = null;
	let isClosed = false;
	const open = async (fill) => {
		const before = document.activeElement;
		await loading;
		if (!capture || isClosed) return;
		if (!context.target || !capture.can_resend) return context.toast(cannot(context, capture), 'error');
		from = before;
		fill(clear(extra), context, capture, close);
		extra.querySelector('h3')?.focus();
	};
	const close = () => {
		const menu = inside.querySelector('.menu[open]');
		if (menu) return void (menu.open = false);
		if (!extra.firstChild) return false;
		clear(extra);
		(from?.isConnected && from !== document.body ? from : title).focus();
	};
	const keys = {
		r: () => context.selection.isEmpty !== false && open(resend), // What is marked is the list's to resend.
		e: () => open(editForm),
		c: () => copyAs(context, id, 'curl'),
		y: async () => {
			await loading;
			const why = inside.querySelector('[data-section=why]');
			if (!why) return;
			why.open = true;
			why.querySelector('summary').focus();
		},
		Escape: close,
	};
	const draw = (found) => {
		capture = found;
		title.textContent = `${safe(capture.method ?? '–')} ${safe(capture.target ?? '–')}`;
		inside.append(...[facts, actions, () => extra, why, next, headers, body, answer, rewriting, signature].map((part) => part(context, capture, keys)).filter(Boolean));
	};
	const refresh = () => (loading = load(inside, context.get(path(id)), draw));
	place.append(el('article', { class: 'detail', 'data-capture': id }, title, inside));
	await Promise.race([refresh(), new Promise((late) => setTimeout(late, 300))]); // The search for causes may take long.
	return { keys, heading: title, changed: (ids) => ids.includes(id) && !extra.firstChild && refresh(), close: () => { isClosed = true; } };
}

function facts(context, capture) {
	const copied = (value, what) => (value ? [code(value), ' ', copyButton(context, value, what)] : '–');
	const before = context.stored(capture.id)?.verdict;
	const lines = {
		Verdict: [verdict(capture), before && before !== capture.verdict ? el('small', ` checked again now; ${safe(before)} when it was caught`) : ''],
		Arrived: [when(capture.time), capture.peer ? ` from ${safe(capture.peer)}` : ''],
		Event: capture.event_type ? el('b', safe(capture.event_type)) : '–',
		'Event id': copied(capture.event_id, 'the id of the event'),
		Mail: copied(capture.reference_id, 'the reference id of the mail'),
		Capture: copied(capture.id, 'the id of the capture'),
		Answer: answered(capture),
	};
	return el('dl', { class: 'facts' }, Object.entries(lines).map(([name, value]) => [el('dt', name), el('dd', value)]));
}

function answered({ cancelled, status, answered_by: by, duration_ms: ms }) {
	if (status === null) return cancelled ? 'cancelled before it was answered' : 'none';
	return `${status}${by ? ` by ${safe(by)}` : ''}${ms === null ? '' : ` after ${number(ms)} ms`}`;
}

const cannot = (context, capture) => safe(context.target ? (capture.can_resend ? '' : capture.cannot_resend_reason) : 'To resend, name a target: mhook inspect --target http://localhost:8000/webhook');

function actions(context, capture, keys) {
	const refused = cannot(context, capture);
	const act = (key, words, run = () => press(key)) => button(words, run, { disabled: run === keys[key] && Boolean(refused), 'aria-keyshortcuts': key });
	return el('div', el('div', { class: 'tools', role: 'group', 'aria-label': 'Actions' }, act('r', 'Resend', keys.r), act('e', 'Edit and resend', keys.e), act('d', 'Compare'),
		capture.mail && act('t', `Life of the mail (${counted(capture.mail.captures, 'capture')})`), act('p', 'Save as pytest file'), copyMenu(context, capture.id)),
	refused && faint(refused));
}

const causes = ({ explanations, detail }) => [
	explanations.map((one) => el('div', { class: 'explained', 'data-cause': one.code }, el('h4', safe(one.code)), el('p', safe(one.sentence)),
		one.fix && el('p', el('b', 'What to do: '), safe(one.fix)))),
	detail && faint(safe(detail)),
];

function why(context, capture) {
	const right = capture.verdict === 'valid' && `The signature is that of these bytes${capture.secret ? ` under the secret ${safe(capture.secret)}` : ''}.`;
	return section('why', 'Why this verdict', capture.verdict !== 'valid', (to) =>
		to.append(el('div', right && el('p', right), capture.anomaly_reason && el('p', safe(capture.anomaly_reason)), causes(capture))));
}

function next(context, { next: coming }) {
	if (!coming) return null;
	return section('next', 'What Maileroo does next', true, (to) => to.append(el('p', safe(coming.sentence)),
		coming.attempts.length ? table('Remaining attempts', ['Attempt', 'When', 'Wait before it'], coming.attempts.map((one) => [`${one.number}`, when(one.time), duration(one.wait_s)])) : '',
		el('p', coming.lost_time ? [coming.attempts.length ? 'If no attempt is answered 200, the event is lost at ' : 'The event is lost: ', when(coming.lost_time), '. '] : '', coming.grade && el('small', `How well this is known: ${safe(coming.grade)}.`))));
}

const pairs = (caption, list) => table(caption, ['Name', 'Value'], list.map(([name, value]) => [safe(name), code(value)]));

function headers(context, capture) {
	return section('headers', `Headers (${capture.headers.length})`, true, (to) => {
		const reveal = async () => (await context.confirm('Show signatures?', 'Show signatures', el('p', CONSEQUENCE))) &&
			load(to, context.get(path(capture.id), { signatures: 1 }), (full) => draw(full));
		const draw = (full, more) => to.append(el('p', code(full.request_line)), pairs('Headers', full.headers), full.trailers?.length ? pairs('Trailers', full.trailers) : '', more ?? '');
		draw(capture, capture.headers.some(([name]) => /^x-maileroo-signature$/i.test(name)) ? button('Show signatures', reveal) : null);
	});
}

function body(context, capture) {
	const pretty = capture.body.kind === 'json' ? () => context.get(path(capture.id, '/pretty')) : null;
	return section('body', 'Body', true, (to) => to.append(bodyView(context, capture.id, 'request', capture.body, pretty)));
}

function answer(context, capture) {
	const { response } = capture;
	return section('answer', `Answer${capture.status ? `: ${capture.status}` : ''}`, false, (to) => to.append(el('p', `Answer: ${answered(capture)}.`),
		...(response ? [pairs('Headers of the answer', response.headers), bodyView(context, capture.id, 'response', response)] : [])));
}

function rewriting(context, capture) {
	if (capture.body.kind !== 'json') return null;
	return section('rewriting', 'Re-serialised: where the bytes would differ', false, (to) =>
		load(to, Promise.all([context.get(path(capture.id, '/rewriting')), bodyWindow(context, capture.id, 'request')]), ([{ writers, reason }, wire]) => {
			const place = el('div');
			const choice = el('select', { on: { change: () => draw(writers[choice.value]) } }, writers.map((one, at) => el('option', { value: at }, one.name, one.equal ? ' (the same bytes)' : '')));
			const draw = (writer) => {
				const spans = writer.spans.map((span) => ({ ...span, title: `${safe(span.reason)}; would become: ${safe(span.instead)}` }));
				const rows = writer.spans.map((span) => [number(span.first), safe(span.reason), code(span.instead)]);
				clear(place).append(el('p', safe(writer.sentence)), el('pre', { class: 'bytes' }, marked(wire.data, 0, spans)), rows.length ? table('Differences', ['At byte', 'Difference', 'Would become'], rows) : '',
					faint(writer.more ? 'There are more differences than are listed. ' : '', wire.bytes > wire.data.length ? 'The text shows the first 64 KiB.' : ''));
			};
			if (!writers.length) return to.append(faint(safe(reason)));
			choice.value = Math.max(0, writers.findIndex((one) => !one.equal));
			to.append(el('label', 'Parsed and written again by ', choice), place);
			draw(writers[choice.value]);
		}));
}

function signature(context, capture) {
	return section('signature', 'Check a signature', false, (to) => {
		const result = el('div', { role: 'status' });
		const field = el('input', { autocomplete: 'off', spellcheck: 'false', size: 64 });
		const check = (event) => {
			event.preventDefault();
			load(result, context.post('/api/diagnose', { capture: capture.id, signature: field.value.trim() }), (found) => {
				result.append(el('div', el('p', verdict(found)), causes(found)));
				result.scrollIntoView({ block: 'nearest' });
			});
		};
		to.append(el('form', { on: { submit: check } }, el('label', 'The signature that your code computed for this body ', field), ' ', el('button', 'Check')), result);
	});
}
