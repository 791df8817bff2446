// Dialogs and short notes.

import { el } from './dom.js';

// Open a modal dialog; once it is closed it is gone, and the focus is where it was. Returns the <dialog>.
export function openDialog(title, ...children) {
	const dialog = el('dialog', { 'aria-label': title }, el('h2', { text: title }), ...children);
	dialog.addEventListener('click', (event) => event.target === dialog && dialog.close());
	dialog.addEventListener('close', () => dialog.remove());
	document.body.append(dialog);
	dialog.showModal();
	return dialog;
}

// Ask before acting: resolves to true where the reader pressed the button named verb.
export function confirm(question, verb, ...details) {
	return new Promise((resolve) => {
		let answer = false;
		const act = el('button', { class: 'main', text: verb, autofocus: true, on: { click: () => ((answer = true), dialog.close()) } });
		const leave = el('button', { text: 'Cancel', on: { click: () => dialog.close() } });
		const dialog = openDialog(question, ...details, el('p', { class: 'buttons' }, act, leave));
		dialog.addEventListener('close', () => resolve(answer));
	});
}

// Say for some seconds what was done, or why not; the note can be clicked away, and is returned.
export function toast(text, kind = 'note') {
	const place = document.getElementById('toasts');
	const note = el('p', { class: `toast ${kind}`, text, on: { click: () => note.remove() } });
	place.append(note);
	while (place.childElementCount > 2) place.firstChild.remove();
	setTimeout(() => note.remove(), 6000);
	return note;
}

// A command or text with a button that copies it.
export function copyable(text, name = 'Copy') {
	const copy = async () => {
		try {
			await navigator.clipboard.writeText(text);
			toast('Copied');
		} catch {
			getSelection().selectAllChildren(code);
		}
	};
	const code = el('code', { text });
	return el('p', { class: 'copyable' }, code, el('button', { text: name, 'aria-label': `${name}: ${text}`, on: { click: copy } }));
}
