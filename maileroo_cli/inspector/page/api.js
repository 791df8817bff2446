// Calls of the inspector's API, and the token that each of them carries. The token lives in localStorage: cookies are
// shared by all ports of a host.

const KEY = 'mhook-token';

export class ApiError extends Error {
	constructor(status, message, hint = null) {
		super(message);
		this.status = status;
		this.hint = hint;
	}
}

export const token = () => localStorage.getItem(KEY);

// Move the token of the printed address from the fragment to localStorage, out of the address bar; tell if there was one.
export function takeToken() {
	const found = /^#(?:token=(.*)|([\w-]{16,}))$/.exec(location.hash);
	if (!found) return false;
	localStorage.setItem(KEY, found[1] ?? found[2]);
	history.replaceState(history.state, '', location.pathname + location.search);
	return true;
}

// Call run when a page in another tab brought a newer token.
export function onNewToken(run) {
	addEventListener('storage', (event) => {
		if (event.key === KEY && event.newValue) run();
	});
}

// Values that are null or empty are left out; a list stands once for each of its values.
export function queryText(query = {}) {
	const words = new URLSearchParams();
	for (const [name, value] of Object.entries(query ?? {}))
		for (const one of [value].flat()) if (one !== null && one !== undefined && one !== '') words.append(name, one);
	return `${words}`;
}

// Ask with the token; the answer as it is. A 401 is told to the whole page.
export async function ask(path, options = {}) {
	let answer;
	try {
		const headers = { Authorization: `Bearer ${token() ?? ''}`, ...options.headers };
		answer = await fetch(path, { ...options, headers, cache: 'no-store', credentials: 'omit', redirect: 'error' });
	} catch (error) {
		if (error.name === 'AbortError') throw error;
		throw new ApiError(0, 'The inspector does not answer', 'start mhook inspect again');
	}
	if (answer.ok) return answer;
	if (answer.status === 401) dispatchEvent(new Event('mhook-unauthorized'));
	const told = await answer.json().catch(() => ({}));
	throw new ApiError(answer.status, told.error ?? `The inspector answered ${answer.status}`, told.hint ?? null);
}

export async function get(path, query = {}, options = {}) {
	const words = queryText(query);
	return (await ask(words ? `${path}?${words}` : path, options)).json();
}

export async function post(path, object, options = {}) {
	const headers = { 'Content-Type': 'application/json' };
	return (await ask(path, { ...options, method: 'POST', headers, body: JSON.stringify(object) })).json();
}
