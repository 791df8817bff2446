"""Behind a real nginx the rules hold, and what nginx itself refuses is named as its own: ``make proxy``."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from maileroo_cli.operation.check.results import CheckSummary
from maileroo_cli.operation.check.run import CheckRun
from maileroo_cli.operation.send import Endpoint
from maileroo_cli.rules.verdict import RuleResult, Severity
from maileroo_cli.transport.client.target import parse_target
from tests.behind_nginx.nginx import Nginx
from tests.receivers.correct import CorrectReceiver
from tests.receivers.examples.running import EXAMPLES, RunningExample
from tests.receivers.raw import Receiver, closed_port, hanging
from tests.rules.checking import make_settings

pytestmark = [
    pytest.mark.nginx,
    pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed"),
]


def check(url: str, *select: str, timeout: float = 5.0, headers: tuple[tuple[str, str], ...] = ()) -> CheckSummary:
    """Return what a check through nginx comes to."""
    settings = make_settings(url, select)
    run = CheckRun(replace(settings, endpoint=Endpoint(parse_target(url), timeout), headers=headers))
    for _ in run:
        pass
    return run.summary


def told(summary: CheckSummary) -> list[tuple[str, str]]:
    """Return each finding that is more than a note, with its reason."""
    return [(one.rule.id, one.verdict.reason) for one in summary.findings if one.severity is not Severity.INFO]


def test_a_correct_receiver_passes(tmp_path: Path) -> None:
    """All rules hold through nginx as Debian sets it up, and nothing is left out."""
    with CorrectReceiver() as receiver, Nginx(tmp_path, receiver.port) as nginx:
        summary = check(nginx.url)
    assert told(summary) == [], nginx.said
    skipped = [one for one in summary.outcomes if one.verdict.result is RuleResult.SKIP]
    assert [one.verdict.reason for one in skipped if not one.rule.needs] == []


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_passes(name: str, tmp_path: Path) -> None:
    """So it is with the examples, over connections that nginx keeps."""
    (tmp_path / "nginx").mkdir()
    location = "proxy_http_version 1.1; proxy_set_header Connection ''; proxy_set_header Host $http_host;"
    with (
        RunningExample(name, tmp_path) as example,
        Nginx(tmp_path / "nginx", example.port, location=location) as nginx,
    ):
        summary = check(nginx.url)
    assert told(summary) == [], example.said


_BLOCKS: dict[str, tuple[dict[str, str], str, str]] = {
    "413": ({"server": "client_max_body_size 100;"}, "nginx (413)", "client_max_body_size"),
    "403": ({"location": "deny all;"}, "nginx (403)", "proxy_pass"),
    "411": ({"location": "return 411;"}, "nginx (411)", "Content-Length"),
    "429": ({"location": "return 429;"}, "nginx (429)", "limit_req"),
    "404": ({"location": "return 404;"}, "nginx (404)", "proxy_pass"),
}


@pytest.mark.parametrize("block", _BLOCKS.values(), ids=_BLOCKS)
def test_what_nginx_refuses_is_its_own(block: tuple[dict[str, str], str, str], tmp_path: Path) -> None:
    """The finding names nginx, not the receiver, and what to change in its configuration."""
    lines, name, advice = block
    with (
        CorrectReceiver() as receiver,
        Nginx(tmp_path, receiver.port, server=lines.get("server", ""), location=lines.get("location", "")) as nginx,
    ):
        summary = check(nginx.url, "SIG001")
    gate, why = summary.findings
    assert (gate.rule.id, why.rule.id) == ("SIG001", "WHY005")
    assert name in why.verdict.reason
    assert advice in why.verdict.fix


def test_an_application_that_is_down_is_named(tmp_path: Path) -> None:
    """A 502 is nginx's own, and the receiver behind it does not run."""
    with Nginx(tmp_path, closed_port()) as nginx:
        summary = check(nginx.url)
    assert [one.rule.id for one in summary.findings[:2]] == ["SIG001", "WHY005"]
    assert "nginx (502)" in summary.findings[1].verdict.reason
    assert "the receiver behind it runs" in summary.findings[1].verdict.fix
    assert len(told(summary)) == 2


def test_an_application_that_hangs_is_named(tmp_path: Path) -> None:
    """A 504 is nginx's own, who waited in vain."""
    with Receiver(hanging) as receiver, Nginx(tmp_path, receiver.port, location="proxy_read_timeout 1s;") as nginx:
        summary = check(nginx.url, "SIG001")
    assert "nginx (504)" in summary.findings[1].verdict.reason
    assert "proxy_read_timeout" in summary.findings[1].verdict.fix


def test_a_header_that_is_too_large_is_refused_by_nginx(tmp_path: Path) -> None:
    """A 400 for the head of a request has not come from the receiver."""
    with CorrectReceiver() as receiver, Nginx(tmp_path, receiver.port) as nginx:
        summary = check(nginx.url, "SIG001", headers=(("X-Large", "x" * 40_000),))
    assert [one.rule.id for one in summary.findings] == ["SIG001", "WHY005"]
    assert "nginx (400)" in summary.findings[1].verdict.reason


def test_files_take_no_post(tmp_path: Path) -> None:
    """Where nginx serves files at the path, it says 405 itself."""
    (tmp_path / "webhook").write_text("hello", encoding="utf-8")
    server = f"location = /webhook {{ root {tmp_path}; }}"
    with CorrectReceiver() as receiver, Nginx(tmp_path, receiver.port, server=server) as nginx:
        summary = check(nginx.url, "SIG001")
    assert [one.rule.id for one in summary.findings] == ["SIG001", "WHY005"]
    assert "nginx (405)" in summary.findings[1].verdict.reason


def test_another_default_server_is_found(tmp_path: Path) -> None:
    """Where the name of the URL meets another server of nginx, the name that is served is found."""
    before = "server {{ listen 127.0.0.1:{port} default_server; return 404; }}"
    server = "server_name localhost;"
    with CorrectReceiver() as receiver, Nginx(tmp_path, receiver.port, before=before, server=server) as nginx:
        summary = check(nginx.url, "SIG001")
    assert [one.rule.id for one in summary.findings] == ["SIG001", "WHY003"]
    assert "accepts the name localhost" in summary.findings[1].verdict.reason


def test_a_redirect_to_https_is_named(tmp_path: Path) -> None:
    """A proxy that sends http:// on is told as a redirect, with the URL to register."""
    location = "return 301 https://$host:$server_port$request_uri;"
    with CorrectReceiver() as receiver, Nginx(tmp_path, receiver.port, location=location) as nginx:
        summary = check(nginx.url, "SIG001")
    assert [one.rule.id for one in summary.findings] == ["SIG001", "WHY002"]
    assert "https://" in summary.findings[1].verdict.fix


def test_a_small_limit_is_not_the_receivers(tmp_path: Path) -> None:
    """Where nginx limits bodies to 1 kB, larger ones are refused by nginx, and no finding says anything else."""
    with CorrectReceiver() as receiver, Nginx(tmp_path, receiver.port, server="client_max_body_size 1k;") as nginx:
        summary = check(nginx.url)
    assert [reason for _, reason in told(summary) if "413" not in reason or "nginx" not in reason] == []
