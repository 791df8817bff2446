"""GET /api/mails/REFERENCE_ID: the life of one mail."""

from maileroo_cli.inspector.api.capture import look_up
from maileroo_cli.inspector.call import InspectorCall, Json
from maileroo_cli.operation.inspect.depth.mail import place_mail
from maileroo_cli.report.inspect.depth.mail_object import mail_object

_LONGEST = 1_000


def read_mail(call: InspectorCall) -> Json:
    """Answer the events of one mail in order, with what is late, double or missing in words."""
    call.refuse_others()
    name = call.path.get("id", "")[:_LONGEST]
    return mail_object(look_up(lambda: place_mail(call.settings.store, name)))
