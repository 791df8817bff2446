// Runs of replay, check, load and storm: a list, and one with its pictures and report.
import { button, el, faint, heading, p, safe, section, table, when } from './words.js';

export async function show(place, context, { capture: run }) {
	const urls = [];
	const close = () => urls.splice(0).forEach((url) => URL.revokeObjectURL(url));
	const title = heading('Runs');
	place.append(title);
	if (!run) {
		place.append(list(context, (await context.get('/api/runs')).runs));
		return { keys: {}, heading: title, close };
	}
	const one = await context.get(`/api/runs/${encodeURIComponent(run)}`);
	title.textContent = `Run of ${safe(one.kind)} ${safe(one.run)}`;
	const back = () => context.go({ capture: null });
	const lines = one.lines.slice(one.lines[0] === one.summary ? 1 : 0);
	const text = el('pre', { class: 'bytes whole', tabindex: '0', role: 'region', 'aria-label': 'Report' }, lines.join('\n').trim().split('\n').map((line) => `${safe(line)}\n`));
	place.append(p(button('All runs', back), ' ', when(one.time), ` · ${safe(one.url ?? '–')} · ${safe(one.state)}`), p(el('b', safe(one.summary))),
		...one.pictures.map((picture) => drawing(picture, urls)), section('report', 'Report as text', !one.pictures.length, (to) => to.append(text)));
	return { keys: { Escape: back }, heading: title, close };
}

function list(context, runs) {
	if (!runs.length) return faint('No run yet. mhook replay, check, load and storm leave theirs here.');
	return table('Runs', ['Run', 'Kind', 'When', 'State', 'To'], runs.map((one) => ({
		'data-run': one.run, more: safe(one.summary),
		cells: [button(safe(one.run), () => context.go({ capture: one.run }), { class: 'link' }), safe(one.kind), when(one.time), safe(one.state), safe(one.url ?? '–')],
	})));
}

// An SVG as an image: as such it runs no script and loads nothing.
function drawing({ title, svg }, urls) {
	const src = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
	urls.push(src);
	return el('figure', el('img', { src, alt: safe(title) }));
}
