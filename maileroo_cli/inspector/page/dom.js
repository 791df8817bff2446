// Elements and texts. Whatever was captured reaches the page through here, as text nodes and attributes alone:
// no HTML is ever made from text.

const SIGNS = { valid: '✓', invalid: '✗', unverifiable: '?', damaged: '!', unchecked: '–', probe: '·' };
const HIDDEN =
	/[\0-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\udb40[\udc00-\udc7f]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

// Make an element. Props: class, text, on: {click: f}, else attributes (true: empty; false, null: left out); a child may
// stand in their place.
export function el(tag, props = {}, ...children) {
	const node = document.createElement(tag);
	if (props?.constructor !== Object) return el(tag, {}, props, ...children);
	for (const [name, value] of Object.entries(props)) {
		if (name === 'on') for (const [event, run] of Object.entries(value)) node.addEventListener(event, run);
		else if (name === 'class') node.className = value ?? '';
		else if (name === 'text') node.textContent = value ?? '';
		else attribute(node, name, value);
	}
	node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
	return node;
}

// Set an attribute, or remove it where the value is false or null; nothing is written that stands there already.
export function attribute(node, name, value) {
	if (value === false || value === null || value === undefined) node.removeAttribute(name);
	else if (node.getAttribute(name) !== (value === true ? '' : `${value}`)) node.setAttribute(name, value === true ? '' : `${value}`);
}

export function write(node, text) {
	if (node.textContent !== text) node.textContent = text;
}

export function clear(node) {
	node.replaceChildren();
	return node;
}

// Show what a single line must not hold (controls, directions, halves of characters) as visible escapes.
export function safe(text) {
	return `${text ?? ''}`.replace(HIDDEN, (found) =>
		[...Array(found.length).keys()].map((i) => `\\u${found.charCodeAt(i).toString(16).padStart(4, '0')}`).join(''));
}

// A verdict as word, sign and colour; the colours are in style.css, by data-verdict.
export function verdictMark(verdict) {
	return el('span', { class: 'verdict', 'data-verdict': verdict },
		el('span', { class: 'sign', 'aria-hidden': 'true', text: verdictSign(verdict) }), ` ${safe(verdict)}`);
}

export function verdictSign(verdict) {
	return Object.hasOwn(SIGNS, verdict) ? SIGNS[verdict] : '!';
}

const two = (number) => `${number}`.padStart(2, '0');

// The local time of an RFC 3339 text: to the millisecond today, with the day on other days.
export function localTime(text) {
	const time = new Date(text);
	if (!text || Number.isNaN(+time)) return safe(text);
	const clock = `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
	const now = new Date();
	if (time.toDateString() === now.toDateString()) return `${clock}.${`${time.getMilliseconds()}`.padStart(3, '0')}`;
	const day = `${two(time.getMonth() + 1)}-${two(time.getDate())}`;
	return time.getFullYear() === now.getFullYear() ? `${day} ${clock}` : `${time.getFullYear()}-${day} ${clock.slice(0, 5)}`;
}

export const told = ({ message, hint }) => safe([message, hint].filter(Boolean).join(': '));

export const number = (value) => value.toLocaleString('en');
export const counted = (count, word) => `${number(count)} ${word}${count === 1 ? '' : 's'}`;
