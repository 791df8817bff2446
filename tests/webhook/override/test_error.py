"""What is said of an override that fits none of the event types."""

import pytest

from maileroo_cli.errors import ExitCode, OverrideError
from maileroo_cli.webhook.override.assignment import (
    Override,
    parse_set,
    parse_unset,
    validate_overrides,
)
from tests.webhook.changing import change, delivered


def refusal(override: Override, *types: str) -> str:
    """Return the error for an override that fits none of the event types."""
    with pytest.raises(OverrideError) as caught:
        validate_overrides([override], types, force=False)
    assert caught.value.exit_code == ExitCode.USAGE
    line = str(caught.value)
    assert line.isprintable()
    return line


@pytest.mark.parametrize(
    ("event_type", "text", "line"),
    [
        ("delivered", "user_id=5", "user_id is an integer: write user_id:=5"),
        ("delivered", "user_id:=5.0", "user_id is an integer: write user_id:=5"),
        ("delivered", "user_id=five", "user_id is an integer: write a whole number, as in user_id:=1"),
        ("delivered", "user_id:=true", "user_id is an integer: write a whole number"),
        ("delivered", "user_id:=null", "user_id is an integer: write a whole number"),
        ("delivered", "user_id.x=5", "user_id is an integer: write user_id:=5"),
        ("delivered", "message_id:=5", "message_id is a string: write message_id=5"),
        (
            "delivered",
            "event_data.to=a@example.com",
            "event_data.to is an array of strings in delivered: write event_data.to[0]=a@example.com or",
        ),
        ("delivered", "event_data.to:=[1]", "event_data.to[0] is a string in delivered: write event_data.to[0]=1"),
        (
            "delivered",
            "event_data.to.x=1",
            "event_data.to is an array of strings in delivered: write event_data.to[0]",
        ),
        ("deferred", "event_data.to[0]=a", "event_data.to is a string in deferred: write event_data.to=a"),
        ("deferred", 'event_data.to:=["a"]', "event_data.to is a string in deferred: write event_data.to="),
        ("delivered", "event_data=x", "event_data is an object in delivered: write one of its fields"),
        ("delivered", "event_data[0]=x", "event_data is an object in delivered: write one of its fields"),
        ("delivered", 'event_data:={"to": 5}', "event_data.to is an array of strings in delivered"),
        ("delivered", "tags=x", "tags is null or an array of {name, value}: write tags[0].name="),
        ("delivered", "tags[0]=x", "tags[0] is an object with name and value: write tags[0].name="),
        ("delivered", "tags[0].name:=1", "tags[0].name is a string: write tags[0].name=1"),
        ("delivered", 'tags:=[{"name": 1}]', "tags[0].name is a string"),
        ("delivered", 'tags:={"a": 1}', "tags.a is a string"),
        ("delivered", 'tags:={"a.b": 1}', r"tags.a\.b is a string"),
        ("delivered", "tags[0].nam=x", "there is no tags[0].nam: a tag has name and value"),
        ("delivered", "tags[0][0]=x", "tags[0] is an object with name and value"),
    ],
)
def test_a_wrong_type_is_refused(event_type: str, text: str, line: str) -> None:
    """A value of another type is told what stands there and how that is written."""
    assert refusal(parse_set(text), event_type).startswith(line)


@pytest.mark.parametrize(
    ("event_type", "text", "nearest"),
    [
        ("delivered", "mesage_id", "did you mean message_id?"),
        ("delivered", "Message-ID", "did you mean message_id?"),
        ("delivered", "domainid", "did you mean domain_id?"),
        ("delivered", "event", "did you mean event_type?"),
        ("delivered", "type", "did you mean event_type?"),
        ("delivered", "to[0]", "did you mean event_data.to?"),
        ("delivered", "data.to", "did you mean event_data.to?"),
        ("delivered", "email", "did you mean event_data.to?"),
        ("delivered", "recipient", "did you mean event_data.to?"),
        ("delivered", "event_data.email", "did you mean event_data.to?"),
        ("delivered", "sender", "did you mean event_data.from?"),
        ("clicked", "url", "did you mean event_data.original_url?"),
        ("clicked", "event_data.link", "did you mean event_data.original_url?"),
        ("clicked", "userAgent", "did you mean event_data.user_agent?"),
        ("deferred", "reason", "did you mean event_data.reason?"),
        ("failed", "event_data.bounce_type", "did you mean event_data.reason?"),
        ("rejected", "reason", "did you mean event_data.reject_reason?"),
        ("rejected", "event_data.reason", "did you mean event_data.reject_reason?"),
        ("delivered", "timestamp", "did you mean event_time?"),
        ("delivered", "tag", "did you mean tags?"),
        ("delivered", "url", "clicked has event_data.original_url"),
        ("opened", "recipient", "accepted has event_data.to"),
        ("opened", "event_data.reason", "exists for deferred, failed, not for opened"),
        ("delivered", "qqqq", "mhook events delivered lists the fields"),
        (r"delivered", r"event_data\.to", "did you mean event_data.to?"),
    ],
)
def test_a_wrong_path_names_the_nearest(event_type: str, text: str, nearest: str) -> None:
    """A path that no event has is answered with the one that was meant, for setting and removing alike."""
    assert nearest in refusal(parse_set(f"{text}=x"), event_type)
    assert nearest in refusal(parse_unset(text), event_type)


def test_a_wrong_field_within_a_value_is_named() -> None:
    """An object is judged field by field."""
    line = refusal(parse_set('event_data:={"form": ["a"]}'), "delivered")
    assert line.startswith("no event has a field event_data.form: did you mean event_data.from?")


@pytest.mark.parametrize(
    ("wanted", "line"),
    [
        ("failed", "event_type=failed would leave the other fields those of delivered: name failed as"),
        ("bounced", "there is no event type bounced: Maileroo calls it failed"),
        ("dancing", "there is no event type dancing: --force-unknown"),
    ],
)
def test_another_event_type_is_asked_for_and_not_set(wanted: str, line: str) -> None:
    """An event whose type does not go with its data is never what Maileroo sends, so it needs force."""
    assert refusal(parse_set(f"event_type={wanted}"), "delivered").startswith(line)
    forced = change(delivered(), parse_set(f"event_type={wanted}"), force=True)
    assert forced == delivered(event_type=wanted)


def test_a_single_value_holds_nothing_to_remove() -> None:
    """A removal within a string or a number is refused."""
    assert refusal(parse_unset("user_id.x"), "delivered").startswith("user_id is an integer: it has no parts")


def test_no_fitting_type_shows_the_nearest_miss() -> None:
    """Where it fits nothing, a wrong type says more than a missing field."""
    line = refusal(parse_set("event_data.to:=5"), "opened", "delivered", "clicked")
    assert line.startswith("event_data.to is an array of strings in delivered")


def test_an_unknown_event_type_has_the_envelope() -> None:
    """A type outside of the catalogue knows the envelope and a recipient, as it is generated."""
    validate_overrides([parse_set("event_data.to=x"), parse_set("user_id:=1")], ["paused"], force=False)
    assert "no event has a field" in refusal(parse_set("foo=x"), "paused")
