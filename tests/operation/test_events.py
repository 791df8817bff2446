"""Making, writing and signing events from Python, without the command line."""

import hashlib
import hmac
import io
import json
from pathlib import Path

import pytest

from maileroo_cli.capture.record import decode_record
from maileroo_cli.errors import InputError, UsageError
from maileroo_cli.operation.events import MadeEvents, WantedEvents, make_events, names_a_file
from maileroo_cli.operation.generate import EventLayout, encode_events
from maileroo_cli.operation.outgoing import read_file
from maileroo_cli.operation.sign import sign_file
from maileroo_cli.webhook.signing.body_style import Style
from maileroo_cli.webhook.signing.secret import Secret
from maileroo_cli.webhook.signing.signature import SIGNATURE_HEADER
from tests.encoded import encoded

SECRET = Secret("secret", "test")


def test_events_from_python() -> None:
    """Events that somebody wants take one line; a seed makes them again, and how many there are is known."""
    made = make_events(
        WantedEvents(types=("clicked", "opened"), number=2, seed=7, set=("event_data.original_url=https://a.test/",)),
        print,
    )
    events = list(made.events)
    assert ([event.type for event in events], made.total) == (["clicked", "opened"] * 2, 4)
    assert b"https://a.test/" in events[0].body
    assert len(list(make_events(WantedEvents(lifecycle="engaged", seed=1), print).events)) > 1
    assert (
        len({json.loads(event.body)["message_id"] for event in make_events(WantedEvents(mix="delivered=3"), print)[0]})
        == 100
    )


def test_what_cannot_be_made() -> None:
    """Nothing, or two kinds of events at once, or a type that there is not."""
    with pytest.raises(UsageError, match="there is no event to make"):
        make_events(WantedEvents(), print)
    with pytest.raises(UsageError, match="more than one of event types"):
        make_events(WantedEvents(types=("opened",), mix="opened=1"), print)
    with pytest.raises(UsageError, match="clickt"):
        list(make_events(WantedEvents(types=("clickt",)), print).events)


def test_an_order_that_is_never_sent_is_told(tmp_path: Path) -> None:
    """Whoever wants the events is told once, in a line, and gets them all the same."""
    path, told = tmp_path / "life.toml", list[str]()
    path.write_text('meaning = "odd"\n[[step]]\nevent = "clicked"\n[[step]]\nevent = "accepted"\nafter = "1m"\n')
    made = make_events(WantedEvents(lifecycle=str(path), seed=1), told.append)
    assert [event.type for event in made.events] == ["clicked", "accepted"]
    assert len(told) == 1
    assert "not known to send events in that order" in told[0]


def test_bodies_of_a_file(tmp_path: Path) -> None:
    """A file is taken as it is; whether words name one is seen before."""
    path = tmp_path / "body.json"
    path.write_bytes(b'{"event_type": "opened"}')
    assert names_a_file([str(path)])
    assert not names_a_file(["opened", "clicked"])
    made = read_file(str(path), print)
    assert isinstance(made, MadeEvents)
    assert [event.body for event in made.events] == [path.read_bytes()]
    with pytest.raises(InputError):
        read_file(str(tmp_path / "none.json"), print)


@pytest.mark.parametrize("address", ["/webhook", "http://localhost:8000/webhook"])
def test_an_address_beside_event_types(address: str) -> None:
    """Where to send is no event: whoever writes it beside one is told how to give it."""
    with pytest.raises(UsageError) as caught:
        names_a_file(["delivered", address])
    assert str(caught.value) == f"{address} is no event type and no file: to send to it, write --url {address}"


def test_writing_from_python() -> None:
    """One bare body, a body a line, or capture records that any HMAC verifies."""
    event = encoded("delivered", seed=1)
    assert list(encode_events([event], EventLayout(single=True))) == [event.body]
    assert list(encode_events([event, event], EventLayout(single=False))) == [event.body + b"\n"] * 2
    (line,) = encode_events([event], EventLayout(single=True, secret=SECRET, target="/hook"))
    record = decode_record(line.strip())
    expected = hmac.new(b"secret", record.content, hashlib.sha256).hexdigest()
    assert (record.target, record.header(SIGNATURE_HEADER)) == ("/hook", expected)
    with pytest.raises(UsageError, match="several lines"):
        encode_events([event, event], EventLayout(single=False, style=Style.PRETTY))


def test_signing_from_python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file or the standard input is signed byte for byte; a newline at its end is signed too, and can be told."""
    path = tmp_path / "body.json"
    path.write_bytes(b"{}\n")
    signed = sign_file(str(path), SECRET)
    assert signed.signature == hmac.new(b"secret", b"{}\n", hashlib.sha256).hexdigest()
    assert (signed.file, signed.ends_in_newline) == (str(path), True)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"{}")))
    assert sign_file("-", SECRET)[0] is None
    with pytest.raises(InputError):
        sign_file(str(tmp_path / "none"), SECRET)
