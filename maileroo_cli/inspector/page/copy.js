// What leaves the page through the clipboard: values, and a capture as a command, a request or a test.
import { button, el, path, safe, told } from './words.js';

export const CONSEQUENCE = 'A signature never expires: whoever has it can send this request again.';
const FORMS = { curl: 'curl', http: 'raw HTTP', mhook: 'mhook command', pytest: 'pytest' };

// Put a text into the clipboard; where the browser refuses, show it selected, ready to be copied.
export async function copyText(context, text, what) {
	try {
		await navigator.clipboard.writeText(text);
		context.toast(`Copied ${what}`);
	} catch {
		const area = el('textarea', { readonly: true, rows: 9, 'aria-label': `Text to copy: ${what}`, text });
		const dialog = context.openDialog('Copy this text', el('p', 'The browser did not allow copying. The text is selected.'), area, button('Close', () => dialog.close()));
		area.select();
	}
}

export const copyButton = (context, text, what) => button('copy', () => copyText(context, text, what), { class: 'small', 'aria-label': `Copy ${what}` });

// Copy a capture as a command or a request; without its signature unless asked for.
export async function copyAs(context, id, form, signatures = false) {
	try {
		const { text, notes } = await context.get(path(id, '/copy'), { as: form, signatures: Number(signatures) });
		await copyText(context, text, [FORMS[form], ...notes].map((words) => safe(words).replace(/\.$/, '')).join('. '));
	} catch (error) {
		context.toast(told(error), 'error');
	}
}

// The buttons that copy a capture.
export function copyMenu(context, id) {
	const signatures = el('input', { type: 'checkbox' });
	const forms = Object.entries(FORMS).map(([form, words]) => button(words, () => copyAs(context, id, form, signatures.checked), { 'data-as': form }));
	return el('details', { class: 'menu', 'data-menu': 'copy' }, el('summary', 'Copy as'), el('div', { class: 'tools' }, forms), el('label', signatures, ' with the signature ', el('small', CONSEQUENCE)));
}
