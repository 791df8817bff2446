"""A receiver of Maileroo's webhooks: ``flask --app "flask_app.app:create_app()" run``."""

import os
from pathlib import Path

from flask import Flask, request

from flask_app import events
from maileroo_cli import verify


def create_app(secret: str | list[str] | None = None, database: str | Path = "events.db") -> Flask:
    """Return the application. Several secrets are for a rotation; without any, that of the environment is taken."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = 1_000_000
    app.config["MAILEROO_SECRET"] = os.environ.get("MAILEROO_WEBHOOK_SECRET") if secret is None else secret
    events.create_tables(database)

    @app.post("/webhook")
    def webhook() -> tuple[str, int]:
        body = request.get_data()
        signature = request.headers.get("x-maileroo-signature")
        expected = app.config["MAILEROO_SECRET"]
        if not expected or not verify(body, signature, expected):
            return "bad signature\n", 401
        event = events.read_event(body)
        if event is None:
            return "not an event\n", 400
        events.handle(database, event, body)
        return "ok\n", 200

    return app
