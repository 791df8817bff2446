// What stands beside the list: one view at a time. A view module exports show(place, context, params) -> a promise of
// {keys: {key: run}, close(), heading, changed(ids of answered captures), added(new entries, how many more came)}. The view
// before stays until then. A run of Escape that returns false leaves it to the shell.

import { attribute, el, told } from './dom.js';

const LOADERS = {
	detail: () => import('./detail.js'),
	mail: () => import('./mail.js'),
	diff: () => import('./diff.js'),
	runs: () => import('./runs.js'),
};

export class Pane {
	view = null;
	#asked = '';
	#number = 0;
	#shown = null;

	// home() takes the focus back into the list when a view closes that had it.
	constructor(place, context, home) {
		Object.assign(this, { place, context, home });
	}

	// Whether it covers the list, as on a narrow screen.
	get isAlone() {
		return !this.place.hidden && innerWidth < 900;
	}

	// Show the view that the address names; what is shown already, or is on its way, stays as it is.
	show(params) {
		const asked = params.view ? JSON.stringify([params.view, params.capture, params.with]) : '';
		if (asked !== this.#asked) {
			this.#asked = asked;
			this.#shown = this.#show(params);
		}
		return this.#shown;
	}

	async #show(params) {
		const number = ++this.#number;
		const place = el('div', { class: `view ${params.view}`, 'data-role': params.view });
		const view = params.view && (await this.#made(place, params));
		if (number !== this.#number) return view?.close?.();
		const hadFocus = this.place.contains(document.activeElement);
		this.view?.close?.();
		this.view = view || null;
		this.place.replaceChildren(...(params.view ? [this.#closer(), place] : []));
		this.place.scrollTop = 0;
		this.place.hidden = !params.view;
		attribute(document.body, 'data-view', params.view || null);
		if (params.view && (hadFocus || this.isAlone)) this.enter();
		else if (hadFocus) this.home();
	}

	enter() {
		(this.view?.heading ?? this.place).focus();
	}

	async #made(place, params) {
		try {
			return await (await LOADERS[params.view]()).show(place, this.context, params);
		} catch (error) {
			place.replaceChildren(el('p', { class: 'error', role: 'alert', text: told(error) }));
			return { keys: {} };
		}
	}

	#closer() {
		const close = () => this.context.go({ view: null, capture: null, with: null });
		return el('div', { class: 'closer' }, el('button', { title: 'Close (Esc)', 'aria-label': 'Close', text: '×', on: { click: close } }));
	}
}

// The line between list and pane: dragged, or moved by the arrow keys; its place is kept.
export function makeSplit(handle) {
	const set = (percent) => {
		const width = Math.round(Math.min(80, Math.max(20, percent)));
		document.documentElement.style.setProperty('--split', `${width}%`);
		attribute(handle, 'aria-valuenow', width);
		localStorage.setItem('mhook-split', width);
	};
	set(Number(localStorage.getItem('mhook-split')) || 42);
	handle.addEventListener('pointerdown', (event) => handle.setPointerCapture(event.pointerId));
	handle.addEventListener('pointermove', (event) => event.buttons && set((event.clientX / innerWidth) * 100));
	handle.addEventListener('keydown', (event) => {
		const step = { ArrowLeft: -2, ArrowRight: 2 }[event.key];
		if (step) set(+handle.getAttribute('aria-valuenow') + step);
	});
}
