"""What is around a lesson's code in JavaScript: Express, and a server that calls the handlers of a route of Next.js."""

import json
import os
import re
import signal
import subprocess
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from maileroo_cli.rules.lesson.definition import Framework
from tests.receivers.correct import SECRET

_CORE = """
import { createHmac, timingSafeEqual } from "node:crypto";
const effects = new Map(), suppressed = new Set(), statuses = new Map(), requests = new Map(), rows = new Map();
let secret = process.env.SECRETS, down = false, calls = 0;
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const suppress = (address) => suppressed.add(address);
const save = () => {}, markDelivered = () => {}, stopMailing = () => {};
const callOtherService = async () => { if (calls++ % 5 === 0) await pause(500); };
const database = {
  async get(statement, [id]) { const row = rows.get(id); await pause(100); return row; },
  async run(statement, [id, body]) {
    const isNew = !rows.has(id);
    rows.set(id, body);
    return { changes: isNew ? 1 : 0 };
  },
};
async function decide(body, signature, address) {
  const status = admit(body, signature, address);
  if (status !== 200) return status;
  const event = parse(body);
  return event === null ? 400 : await accept(event, body);
}
function control(path, body) {
  const url = new URL(path, "http://localhost"), of = (name) => url.searchParams.get(name);
  if (url.pathname === "/effects") return `${effects.get(of("id")) ?? 0}`;
  if (url.pathname === "/state") {
    return `${suppressed.has(of("of")) ? "suppressed" : "active"} ${statuses.get(of("mail")) ?? "unknown"}`;
  }
  if (url.pathname === "/down") down = JSON.parse(body);
  if (url.pathname === "/secrets") {
    const secrets = JSON.parse(body);
    [secret, process.env.SECRETS] = [secrets[0] ?? "", secrets.join("\\n")];
  }
  return "";
}
"""
"""What code takes for given, and how a test looks into the receiver."""

_FUNCTIONS = {
    "isSigned": """
function isSigned(body, signature) {
  const expected = Buffer.from(createHmac("sha256", secret).update(body).digest("hex"));
  const given = Buffer.from(signature);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
""",
    "parse": """
function parse(body) {
  try {
    const event = JSON.parse(body);
    return typeof event === "object" && !Array.isArray(event) ? event : null;
  } catch {
    return null;
  }
}
""",
    "store": """
async function store(id) {
  if (down) throw new Error("the disk is full");
  const isNew = !rows.has(id);
  rows.set(id, true);
  return isNew;
}
""",
    "handle": "function handle(event) { effects.set(event.event_id, (effects.get(event.event_id) ?? 0) + 1); }",
    "accept": """
async function accept(event, body) {
  if (await store(event.event_id, body)) await handle(event);
  return 200;
}
""",
    "admit": "function admit(body, signature) { return isSigned(body, signature) ? 200 : 401; }",
}

_EXPRESS = """
import express from "express";
{core}
const app = express();
const webhook = [express.raw({ type: () => true, limit: "1mb" }), async (request, response) => {
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  response.sendStatus(await decide(body, request.get("x-maileroo-signature") ?? "", request.ip));
}];
{code}
{default}
app.all(["/effects", "/state", "/down", "/secrets"], express.text({ type: () => true }), (request, response) =>
  response.type("text").send(control(request.originalUrl, request.body)));
const server = app.listen(0, "127.0.0.1", () => console.log(server.address().port));
"""

_ROUTE = """
{core}
{code}
{default}
export { control };
"""
_DEFAULT_ROUTE = """
export async function POST(request) {
  const body = Buffer.from(await request.arrayBuffer());
  return new Response(null, { status: await decide(body, request.headers.get("x-maileroo-signature") ?? "", "a") });
}
"""
_NEXT = """
import { createServer } from "node:http";
import * as route from "./route.mjs";
const server = createServer(async (message, response) => {
  const parts = [];
  for await (const part of message) parts.push(part);
  const body = Buffer.concat(parts);
  if (message.url !== "/webhook") return response.end(route.control(message.url, body));
  const handler = route[message.method];
  if (!handler) return response.writeHead(405, { Allow: "POST" }).end();
  const hasBody = !["GET", "HEAD"].includes(message.method);
  const request = new Request(`http://localhost${message.url}`, {
    method: message.method, headers: message.headers, body: hasBody ? body : undefined, duplex: "half",
  });
  try {
    const answer = await handler(request);
    response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(Buffer.from(await answer.arrayBuffer()));
  } catch {
    response.writeHead(500).end();
  }
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
"""


class ScriptServed:
    """A snippet that a program serves, seen and changed from inside as a receiver of the tests is."""

    def __init__(self, port: int) -> None:
        self._at = f"http://127.0.0.1:{port}"
        self.url = f"{self._at}/webhook"

    def count(self, event_id: str | None) -> int:
        """Return how many effects an event has had."""
        return int(self._ask(f"/effects?id={event_id}"))

    def state(self, recipient: str, reference_id: str) -> str:
        """Return whether a recipient gets mail, and what became of his."""
        return self._ask(f"/state?of={recipient}&mail={reference_id}")

    @property
    def store_down(self) -> bool:
        """Whether the store fails is only set."""
        raise NotImplementedError

    @store_down.setter
    def store_down(self, down: bool) -> None:
        self._ask("/down", json.dumps(down))

    def restart(self) -> None:
        """End and start again: no rule of a lesson asks for it."""

    def take_secrets(self, secrets: list[bytes]) -> None:
        """Use these secrets from now on."""
        self._ask("/secrets", json.dumps([one.decode() for one in secrets]))

    def _ask(self, path: str, body: str | None = None) -> str:
        with urllib.request.urlopen(f"{self._at}{path}", body.encode() if body else None, timeout=10) as answer:
            text: str = answer.read().decode()
        return text


@contextmanager
def serve_script(
    framework: Framework, code: str, folder: Path, environment: Mapping[str, str]
) -> Iterator[ScriptServed]:
    """Serve a snippet within what is around it in Express or Next.js."""
    left = [text for name, text in _FUNCTIONS.items() if not re.search(rf"function {name}\b", code)]
    core = "\n".join([_CORE, *left])
    if framework is Framework.EXPRESS:
        default = "" if "/webhook" in code else 'app.post("/webhook", webhook);'
        program = _EXPRESS.replace("{core}", core).replace("{code}", code).replace("{default}", default)
    else:
        default = "" if "export " in code else _DEFAULT_ROUTE
        route = _ROUTE.replace("{core}", core).replace("{code}", code).replace("{default}", default)
        (folder / "route.mjs").write_text(route, encoding="utf-8")
        program = _NEXT
    (folder / "receiver.mjs").write_text(program, encoding="utf-8")
    running = subprocess.Popen(
        ["node", "receiver.mjs"],
        cwd=folder,
        env={**environment, "SECRETS": SECRET, "NODE_ENV": "production"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert running.stdout is not None
    try:
        yield ScriptServed(int(running.stdout.readline()))
    finally:
        os.kill(running.pid, signal.SIGKILL)
        running.wait(10)
        running.stdout.close()
