"""Where the process of a master or a worker begins: Locust has been imported first, since it patches what follows."""

from __future__ import annotations

from maileroo_cli.integrations.locust.machine.master import LoadMaster
from maileroo_cli.integrations.locust.machine.pipe import ParentPipe
from maileroo_cli.integrations.locust.machine.session import Role
from maileroo_cli.integrations.locust.machine.worker import LoadWorker
from maileroo_cli.webhook.signing.secret import Secret


def work() -> None:
    """Do what the first line on the standard input says, and tell on the standard output what happens."""
    pipe = ParentPipe()
    order = pipe.read_order()
    secret, version = Secret(bytes.fromhex(order["secret"])), str(order["version"])
    side: LoadMaster | LoadWorker
    if order["role"] == Role.MASTER:
        side = LoadMaster(order, secret, version, pipe)
    else:
        side = LoadWorker(secret, version, pipe)
    pipe.watch(side.stop)
    side.run(str(order["host"]), int(order["port"]))
    pipe.end()
