"""POST /api/diagnose: what a signature proves that somebody's code computed."""

from maileroo_cli.errors import UsageError
from maileroo_cli.inspector.api.capture import look_up
from maileroo_cli.inspector.call import InspectorCall, Json
from maileroo_cli.operation.inspect.depth.pasted import diagnose_pasted, read_pasted
from maileroo_cli.report.inspect.depth.diagnosis import diagnosis_object

_LONGEST = 80


def diagnose(call: InspectorCall) -> Json:
    """Answer what the pasted signature of a captured body is: the right one, or that of a known mistake."""
    settings, body = call.settings, call.body
    name, text = body.get("capture"), body.get("signature")
    if not isinstance(name, str):
        raise UsageError("capture is no text", "give the id of a capture")
    if not isinstance(text, str):
        raise UsageError("signature is no text", "paste the signature that your code computed")
    if not settings.secrets:
        raise UsageError("there is no secret to compare with", "start mhook inspect with --secret")
    pasted = read_pasted(text)
    return diagnosis_object(look_up(lambda: diagnose_pasted(settings.store, name[:_LONGEST], pasted, settings.secrets)))
