"""A receiver of Maileroo's webhooks: ``uvicorn --factory fastapi_app.main:create_app``."""

import os
from pathlib import Path

from fastapi import FastAPI, HTTPException, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import ValidationError
from starlette.requests import ClientDisconnect

from fastapi_app.events import Event, EventStore
from maileroo_cli import verify

LIMIT = 1_000_000


def create_app(secret: str | list[str] | None = None, database: str | Path = "events.db") -> FastAPI:
    """Return the application. Several secrets are for a rotation; without any, that of the environment is taken."""
    app = FastAPI()
    app.state.secret = os.environ.get("MAILEROO_WEBHOOK_SECRET") if secret is None else secret
    store = EventStore(database)

    @app.post("/webhook")
    async def webhook(request: Request) -> str:
        body = await read_body(request)
        signature = ",".join(request.headers.getlist("x-maileroo-signature"))
        if not app.state.secret or not verify(body, signature, app.state.secret):
            raise HTTPException(401, "bad signature")
        try:
            event = Event.model_validate_json(body)
        except ValidationError:
            raise HTTPException(400, "not an event") from None
        await run_in_threadpool(store.handle, event, body)
        return "ok"

    return app


async def read_body(request: Request) -> bytes:
    """Return the raw body; where it is too large, do not wait for all of it."""
    body = bytearray()
    try:
        async for part in request.stream():
            body += part
            if len(body) > LIMIT:
                raise HTTPException(413, "too large", {"Connection": "close"})
    except ClientDisconnect:
        raise HTTPException(400, "cut off") from None
    return bytes(body)
