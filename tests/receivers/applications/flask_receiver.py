"""A correct receiver in Flask: ``python -m tests.receivers.applications.flask_receiver PORT``."""

import sys

from flask import Flask, Response, request

from tests.receivers.applications.inbox import HEADER, LIMIT, PATH, Inbox

app = Flask(__name__)
app.config["MAX_CONTENT_LENGTH"] = LIMIT
inbox = Inbox()


@app.post(PATH)
def webhook() -> Response:
    """Take a webhook."""
    body = request.get_data()
    if not inbox.is_signed(body, request.headers.getlist(HEADER)):
        return Response("bad signature\n", 401)
    status, text = inbox.take(body)
    return Response(text, status, mimetype="text/plain")


@app.get("/effects")
def effects() -> Response:
    """Count the effects of an event."""
    return Response(inbox.count(request.args["id"]), mimetype="text/plain")


@app.get("/state")
def state() -> Response:
    """Tell whether a recipient gets mail."""
    return Response(inbox.state(request.args["of"]), mimetype="text/plain")


if __name__ == "__main__":
    app.run("127.0.0.1", int(sys.argv[1]), threaded=True)
