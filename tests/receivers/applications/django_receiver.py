"""A correct receiver in Django: ``python -m tests.receivers.applications.django_receiver PORT``."""

import sys

import uvicorn
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from tests.receivers.applications.inbox import HEADER, LIMIT, PATH, Inbox

settings.configure(
    ALLOWED_HOSTS=["127.0.0.1", "localhost"], DATA_UPLOAD_MAX_MEMORY_SIZE=LIMIT, ROOT_URLCONF=__name__, USE_TZ=True
)
inbox = Inbox()


def webhook(request: HttpRequest) -> HttpResponse:
    """Take a webhook."""
    try:
        body = request.body
    except RequestDataTooBig:
        return HttpResponse("too large\n", status=413)
    # Two headers of one name are joined with a comma, which no signature holds.
    value = request.headers.get(HEADER)
    if not inbox.is_signed(body, [] if value is None else [value]):
        return HttpResponse("bad signature\n", status=401)
    status, text = inbox.take(body)
    return HttpResponse(text, status=status, content_type="text/plain")


def effects(request: HttpRequest) -> HttpResponse:
    """Count the effects of an event."""
    return HttpResponse(inbox.count(request.GET["id"]), content_type="text/plain")


def state(request: HttpRequest) -> HttpResponse:
    """Tell whether a recipient gets mail."""
    return HttpResponse(inbox.state(request.GET["of"]), content_type="text/plain")


urlpatterns = [path(PATH[1:], csrf_exempt(require_POST(webhook))), path("effects", effects), path("state", state)]

if __name__ == "__main__":
    application = get_asgi_application()
    uvicorn.run(application, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning", backlog=512, lifespan="off")
