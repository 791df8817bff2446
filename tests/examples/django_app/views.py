"""The receiver of Maileroo's webhooks."""

import json
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.handlers.wsgi import WSGIRequest
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from django_app.models import Activity, Event, Suppression
from maileroo_cli import verify


@csrf_exempt
@require_POST
def webhook(request: HttpRequest) -> HttpResponse:
    """Take an event; answer 200 once it is kept."""
    if isinstance(request, WSGIRequest) and "Transfer-Encoding" in request.headers:
        # Under WSGI, Django reads no body whose length is not given.
        return HttpResponse("say the length\n", status=411)
    try:
        body = request.body
    except RequestDataTooBig:
        return HttpResponse("too large\n", status=413)
    signature = request.headers.get("x-maileroo-signature")
    expected = settings.MAILEROO_SECRET
    if not expected or not verify(body, signature, expected):
        return HttpResponse("bad signature\n", status=401)
    event = read_event(body)
    if event is None:
        return HttpResponse("not an event\n", status=400)
    handle(event, body)
    return HttpResponse("ok\n")


def read_event(body: bytes) -> dict[str, Any] | None:
    """Return the event in a body, or ``None`` where it holds none."""
    try:
        event = json.loads(body)
        # JSON may hold half of a surrogate pair, which is no text that a database keeps.
        json.dumps(event, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return None
    return event if isinstance(event, dict) and isinstance(event.get("event_id"), str) else None


@transaction.atomic
def handle(event: dict[str, Any], body: bytes) -> None:
    """Keep an event and do its work, both or neither; a copy of one that is kept does nothing."""
    kept, is_new = Event.objects.get_or_create(id=event["event_id"], defaults={"body": body})
    if is_new:
        work(kept, event)


def work(kept: Event, event: dict[str, Any]) -> None:
    """Add a line to the history of the mail; write no more to who cannot get mail, or does not want it."""
    kind, data = event.get("event_type"), event.get("event_data")
    Activity.objects.create(event=kept, type=str(kind), mail=str(event.get("message_reference_id")))
    recipient = data.get("to") if isinstance(data, dict) else None
    if kind in ("failed", "complained") and isinstance(recipient, str):
        Suppression.objects.get_or_create(address=recipient)
