"""The runs of the folder: all of them, and one with its report and its pictures."""

from maileroo_cli.inspector.call import InspectorCall, Json, NotFoundError
from maileroo_cli.operation.inspect.runs import find_inspected, list_inspected
from maileroo_cli.report.inspect.runs import run_object, runs_object
from maileroo_cli.webhook.text.shown import show

_USUAL, _MOST = 100, 1_000


def read_runs(call: InspectorCall) -> Json:
    """Return the newest runs, the newest first; ``limit`` says how many at the most."""
    call.refuse_others("limit")
    return runs_object(list_inspected(call.settings.runs, call.number("limit", _USUAL, 1, _MOST)))


def read_run(call: InspectorCall) -> Json:
    """Return one run in full."""
    call.refuse_others()
    name = call.path["run"]
    found = find_inspected(call.settings.runs, name)
    if found is None:
        raise NotFoundError(f"there is no run '{show(name[:40])}'", "the list of runs has their ids")
    return run_object(found)
