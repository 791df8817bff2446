"""Applications that test runs send to, as the text of a module: small receivers, right and wrong."""

FLASK = """
import os
from flask import Flask, request
from maileroo_cli import verify

SECRET = os.environ.get("MAILEROO_WEBHOOK_SECRET", "maileroo-test-secret")
app = Flask("receiver")
seen = []

@app.post("/webhook")
@app.post("/hooks/maileroo")
def webhook():
    body = request.get_data()
    if not verify(body, request.headers.get("x-maileroo-signature", ""), SECRET).valid:
        return "", 401
    seen.append(request.path)
    return "", 200
"""

STARLETTE = """
import os
from contextlib import asynccontextmanager
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route
from maileroo_cli import verify

SECRET = os.environ.get("MAILEROO_WEBHOOK_SECRET", "maileroo-test-secret")
lives = []

@asynccontextmanager
async def lifespan(app):
    lives.append("begins")
    yield
    lives.append("ends")

async def webhook(request):
    body = await request.body()
    valid = verify(body, request.headers.get("x-maileroo-signature", ""), SECRET).valid
    return Response(status_code=200 if valid else 401)

app = Starlette(routes=[Route("/webhook", webhook, methods=["POST"])], lifespan=lifespan)
"""

UNSIGNED = """
import json
import os
from flask import Flask, request
from maileroo_cli import verify

SECRET = os.environ.get("MAILEROO_WEBHOOK_SECRET", "maileroo-test-secret")
app = Flask("receiver")

@app.post("/webhook")
def webhook():
    body, signature = request.get_data(), request.headers.get("x-maileroo-signature", "")
    print("it came with", signature, "and the secret is", SECRET)
    if signature and signature != SECRET and not verify(body, signature.lower(), SECRET).valid:
        return f"this is not signed with {SECRET}", 401
    json.loads(body)
    return "", 200
"""
"""What is wrong: events without a signature, and with the secret itself, are accepted, and anybody is told the secret.

What is not JSON crashes it. A signature in upper case is accepted, which is not wrong.
"""

FAILING_START = """
async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        await receive()
        await send({"type": "lifespan.startup.failed", "message": "the database is not there"})
"""

FAILING_IMPORT = """
import os
SECRET = os.environ["MAILEROO_WEBHOOK_SECRET"]
raise ValueError("\\x1b[2J no key " + SECRET + " " + SECRET.encode().hex())
"""

QUOTING_START = """
import os
SECRET = os.environ["MAILEROO_WEBHOOK_SECRET"]

async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        await receive()
        message = "\\x1b[2J no key " + SECRET + " " + SECRET.encode().hex()
        await send({"type": "lifespan.startup.failed", "message": message})
"""

FORMS = """
import base64
import os
import urllib.parse

SECRET = os.environ["MAILEROO_WEBHOOK_SECRET"]
KEY = SECRET.encode()

def app(environ, start_response):
    told = f"{KEY.hex()} {base64.b64encode(KEY).decode()} {urllib.parse.quote(SECRET, safe='')} {ascii(SECRET)[1:-1]}"
    print("printed", told)
    raise ValueError("raised " + told)
"""
"""Repeats its secret in other forms."""
