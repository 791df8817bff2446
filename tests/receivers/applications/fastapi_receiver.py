"""A correct receiver in FastAPI: ``python -m tests.receivers.applications.fastapi_receiver PORT``."""

import sys

import uvicorn
from fastapi import FastAPI, Request, Response
from starlette.requests import ClientDisconnect

from tests.receivers.applications.inbox import HEADER, LIMIT, PATH, Inbox

app = FastAPI()
inbox = Inbox()


@app.post(PATH)
async def webhook(request: Request) -> Response:
    """Take a webhook."""
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > LIMIT:
                return Response("too large\n", 413, {"Connection": "close"})
    except ClientDisconnect:
        return Response(status_code=400)
    if not inbox.is_signed(bytes(body), request.headers.getlist(HEADER)):
        return Response("bad signature\n", 401)
    status, text = inbox.take(bytes(body))
    return Response(text, status, media_type="text/plain")


@app.get("/effects")
async def effects(id: str) -> Response:
    """Count the effects of an event."""
    return Response(inbox.count(id), media_type="text/plain")


@app.get("/state")
async def state(of: str) -> Response:
    """Tell whether a recipient gets mail."""
    return Response(inbox.state(of), media_type="text/plain")


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning", backlog=512)
