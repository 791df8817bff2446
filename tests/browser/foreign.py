"""Pages of other origins: one that attacks an inspector by all means that a browser has, and one that lets all in."""

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

ATTACKS = """
async ([victim, token]) => {
  const got = [], soon = promise => Promise.race([promise, new Promise(done => setTimeout(done, 3000))]);
  const read = (how, what) => got.push(how + ': ' + String(what).slice(0, 200));
  const bearer = {Authorization: 'Bearer ' + token}, json = {'Content-Type': 'application/json'};
  const paths = ['/api/state', '/api/captures', '/api/stream', '/', '/main.js'];
  const resend = JSON.stringify({filter: {}, count: 1, signature: 'kept'});
  for (const path of paths) {
    for (const [how, options] of Object.entries({
      fetch: {}, 'fetch with cookies': {credentials: 'include'}, 'fetch no-cors': {mode: 'no-cors'},
      'fetch with the token': {headers: bearer}})) {
      await soon(fetch(victim + path, options).then(async answer => {
        if (answer.type !== 'opaque') read(how + ' ' + path, (await answer.body.getReader().read()).value);
      }).catch(() => {}));
    }
  }
  for (const [how, options] of Object.entries({
    'post text': {mode: 'no-cors'}, 'post json': {headers: json},
    'post json with the token': {headers: {...json, ...bearer}}})) {
    await soon(fetch(victim + '/api/resend', {method: 'POST', body: resend, ...options})
      .then(answer => answer.type !== 'opaque' && read(how, answer.status)).catch(() => {}));
  }
  navigator.sendBeacon(victim + '/api/resend', new Blob([resend], {type: 'text/plain'}));
  const element = (tag, fields) => new Promise(done => {
    const one = Object.assign(document.createElement(tag), fields);
    one.onload = () => done(one);
    one.onerror = () => done(null);
    document.body.append(one);
  });
  for (const path of paths) {
    if (await soon(element('img', {src: victim + path}))) read('img', path);
    if (await soon(element('script', {src: victim + path, type: 'module'}))) read('module', path);
    if (await soon(element('script', {src: victim + path}))) read('script', path);
    if (await soon(element('link', {href: victim + path, rel: 'stylesheet'}))) read('style', path);
    const frame = await soon(element('iframe', {src: victim + path}));
    try { if (frame && frame.contentDocument) read('iframe', frame.contentDocument.body.textContent); } catch {}
    if (frame && frame.contentWindow.length) read('iframe', 'has frames');
  }
  for (const enctype of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
    const target = await element('iframe', {name: 'to ' + enctype, srcdoc: ''});
    const form = Object.assign(document.createElement('form'), {
      action: victim + '/api/resend', method: 'post', enctype, target: target.name});
    const field = Object.assign(document.createElement('input'), {name: resend.slice(0, -1) + ',"x":"', value: '"}'});
    form.append(field);
    document.body.append(form);
    await soon(new Promise(done => { target.onload = done; form.submit(); }));
  }
  await soon(new Promise(done => {
    const source = new EventSource(victim + '/api/stream');
    source.onopen = () => { read('EventSource', 'opened'); source.close(); done(); };
    source.onerror = () => { source.close(); done(); };
  }));
  await soon(new Promise(done => {
    const socket = new WebSocket(victim.replace('http', 'ws') + '/api/stream');
    socket.onopen = () => { read('WebSocket', 'opened'); done(); };
    socket.onerror = done;
  }));
  for (const script of [victim + '/main.js', '/worker.js']) {
    await soon(navigator.serviceWorker.register(script, {scope: script.startsWith('/') ? victim + '/' : undefined})
      .then(() => read('service worker', script)).catch(() => {}));
  }
  const opened = window.open(victim + '/?capture=0001000000000000');
  await new Promise(done => setTimeout(done, 1000));
  for (const [how, look] of Object.entries({
    address: () => opened.location.href, document: () => opened.document.body.textContent,
    storage: () => opened.localStorage.length})) {
    try { const seen = look(); if (seen && seen !== 'about:blank') read('window.open ' + how, seen); } catch {}
  }
  addEventListener('message', event => read('message', JSON.stringify(event.data)));
  for (const text of [{type: 'token'}, {captures: []}, 'token', {resend: true}]) {
    try { opened.postMessage(text, '*'); } catch {}
  }
  await new Promise(done => setTimeout(done, 300));
  return got;
}
"""
"""Tries to read and to resend; returns what could be read, by how it was."""


class Site:
    """A site on a free port of 127.0.0.1, for a ``with`` block; with ``lets_in`` it allows all to everybody."""

    def __init__(self, *, lets_in: bool = False) -> None:
        self.posts: list[tuple[str, bytes]] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self.posts.append, lets_in=lets_in))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self.port = int(self._server.server_address[1])

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(10)


def _handler(posted: Callable[[tuple[str, bytes]], Any], *, lets_in: bool) -> type[BaseHTTPRequestHandler]:
    allowed = {"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Headers": "*"} if lets_in else {}

    class Handler(BaseHTTPRequestHandler):
        """Answers everything with a page, an empty script, or one event of a stream."""

        def do_GET(self) -> None:
            kinds = {".js": "text/javascript", "stream": "text/event-stream", "/": "text/html"}
            kind = next((kind for end, kind in kinds.items() if self.path.endswith(end)), "application/json")
            body = {"text/event-stream": b"data: 1\n\n", "text/html": b"<!doctype html><title>a</title><body>"}
            self._answer(kind, body.get(kind, b"" if kind == "text/javascript" else json.dumps({"seen": 1}).encode()))

        def do_POST(self) -> None:
            posted((self.path, self.rfile.read(int(self.headers.get("Content-Length", "0")))))
            self._answer("application/json", b"{}")

        def do_OPTIONS(self) -> None:
            self._answer("text/plain", b"")

        def _answer(self, kind: str, body: bytes) -> None:
            self.send_response(200)
            for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **allowed}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler
