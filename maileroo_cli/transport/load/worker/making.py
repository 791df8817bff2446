"""The process that makes requests ahead: its whole life.

It writes whenever its pipe has room, and ends when that closes.
"""

import gc
import json
import os
from collections.abc import Iterator

from maileroo_cli.errors import MhookError
from maileroo_cli.transport.load.maker import ready_requests
from maileroo_cli.transport.load.worker.job import LoadJob
from maileroo_cli.transport.load.worker.records import encode_end, encode_requests
from maileroo_cli.transport.load.worker.start import take_pipes

_LOWER = 5
"""How much lower its priority is: it works ahead, and the process that sends has to be in time."""


def work() -> None:
    """Read what is to be made, and write it to the standard output in chunks."""
    source, sink = take_pipes()
    lower = getattr(os, "nice", None)
    if lower is not None:
        lower(_LOWER)
    job = LoadJob.from_dict(json.loads(source.readline()))
    gc.disable()  # nothing here makes cycles
    try:
        for chunk in _chunks(job):
            sink.write(chunk)
            sink.flush()
    except OSError:  # nobody wants more
        os._exit(0)


def _chunks(job: LoadJob) -> Iterator[bytes]:
    try:
        yield from encode_requests(ready_requests(job.plan, job.secret, job.part, job.parts))
    except MhookError as error:
        yield encode_end(str(error))
    else:
        yield encode_end()
