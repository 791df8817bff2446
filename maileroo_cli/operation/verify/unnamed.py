"""Verifying what is meant where nothing is named: what comes on the standard input, or else what is in the store."""

from collections.abc import Generator
from pathlib import Path

from maileroo_cli.capture.store.file import is_there
from maileroo_cli.operation.inputs import await_stdin
from maileroo_cli.operation.verify.lot import VerifyTask
from maileroo_cli.operation.verify.results import VerifyResult
from maileroo_cli.operation.verify.sources import verify_sources
from maileroo_cli.transport.file.source import STDIN, is_stdin_an_empty_pipe


def verify_unnamed(store: Path, task: VerifyTask, jobs: int = 1) -> Generator[VerifyResult, None, None]:
    """Verify what comes on the standard input; where that is an empty pipe and there is a ``store``, its captures.

    A program that starts this one may have given it a pipe into which nobody writes.
    """
    if is_there(store):
        yield from await_stdin(STDIN, "captured requests")
        if is_stdin_an_empty_pipe():
            from maileroo_cli.operation.verify.store import verify_store

            yield from verify_store(store, task, instead=True)
            return
    yield from verify_sources([STDIN], task, jobs)
