"""Payloads: every value has Maileroo's form, fits the other values, and touches no real mail domain."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from ipaddress import IPv4Address
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.errors import UsageError
from maileroo_cli.webhook.catalogue.event import CATALOGUE, EventType
from maileroo_cli.webhook.generation.address import bare_address, domain_of, format_address
from maileroo_cli.webhook.generation.payload import PayloadFactory, Recipe
from maileroo_cli.webhook.generation.reply import DEFERRALS, FAILURES, REJECTIONS, Reply
from maileroo_cli.webhook.generation.user_agent import CLICKERS, OPENERS, Agent
from maileroo_cli.webhook.signing.body_style import encode
from tests.sample_vocabulary import VOCABULARY

AT = 1_710_545_557
SEEDS = st.integers(0, 2**64)
TIMES = st.integers(0, 253_402_300_799)
RESERVED = re.compile(r"([a-z0-9-]+\.)*(example\.(com|net|org)|test|invalid)")
MESSAGE_ID = re.compile(r"<(\d{24})\.(\d{4})\.(\d+)@([a-z0-9.-]+)>")


def make(event_type: str, seed: int = 1, recipe: Recipe | None = None, at: int = AT) -> dict[str, Any]:
    """Return one payload of a mail that was submitted as it happened."""
    factory = PayloadFactory(VOCABULARY, Random(seed), recipe)
    return factory.payload(event_type, factory.mail(at), at)


def strings(value: Any) -> Iterator[str]:
    """Yield every string within ``value``."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from strings(item)


def unpadded(at: int) -> str:
    """Return the time as a ``message_id`` holds it."""
    time = datetime.fromtimestamp(at, UTC)
    return f"{time.year}{time.month}{time.day}{time.hour}{time.minute}{time.second}"


@pytest.mark.parametrize("event_type", list(EventType))
def test_the_keys_are_those_of_the_catalogue_in_alphabetical_order(event_type: EventType) -> None:
    """A payload has every documented field and no other, ordered as in the official samples."""
    payload = make(event_type)
    paths = [*payload, *(f"event_data.{key}" for key in payload["event_data"])]
    assert sorted(paths) == [field.path for field in CATALOGUE[event_type].fields]
    assert list(payload) == sorted(payload)
    assert list(payload["event_data"]) == sorted(payload["event_data"])
    assert payload["event_type"] == event_type.value
    assert type(payload["event_type"]) is str


@given(seed=SEEDS, event_type=st.sampled_from(EventType), at=TIMES)
def test_ids_and_times_have_the_documented_form(seed: int, event_type: EventType, at: int) -> None:
    """Identifiers match their documented forms, and ``inserted_at`` is the same second, 397 to 664 ms later."""
    payload = make(event_type, seed, at=at)
    assert re.fullmatch(r"[0-9a-f]{48}", payload["event_id"])
    assert re.fullmatch(r"[0-9a-f]{24}", payload["message_reference_id"])
    assert payload["event_time"] == at
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", payload["inserted_at"])
    inserted = datetime.fromisoformat(payload["inserted_at"])
    assert inserted.replace(microsecond=0) == datetime.fromtimestamp(at, UTC)
    assert 397_000 <= inserted.microsecond <= 664_000
    found = MESSAGE_ID.fullmatch(payload["message_id"])
    assert found
    assert found[3] == unpadded(at)
    assert payload["domain_id"] > 0
    assert payload["user_id"] > 0


def test_the_documented_example_of_a_message_id_time() -> None:
    """2024-03-15 23:32:39 is written without padding."""
    assert ".2024315233239@" in make("accepted", at=1_710_545_559)["message_id"]
    assert ".202611000@" in make("accepted", at=1_767_225_600)["message_id"]


@given(seed=SEEDS, event_type=st.sampled_from(EventType), named=st.booleans())
def test_every_domain_is_reserved(seed: int, event_type: EventType, named: bool) -> None:
    """Nobody's mail can be hit: each address, link and host lies on a domain that belongs to nobody."""
    payload = make(event_type, seed, Recipe(named=named))
    payload["event_data"].pop("user_agent", None)
    text = "\n".join(strings(payload))
    domains = re.findall(r"@([^\s<>:,;)]+)", text) + re.findall(r"https?://([^/?\s]+)", text)
    domains += re.findall(r"\bmx\d\.([a-z0-9.-]*[a-z0-9])", text)
    assert domains
    assert [domain for domain in domains if not RESERVED.fullmatch(domain)] == []


def test_a_given_domain_is_the_senders_alone() -> None:
    """``domain`` moves sender, links and message ids; recipients stay where nobody lives."""
    recipe = Recipe(domain="shop.example.edu")
    payload = make("delivered", recipe=recipe)
    assert payload["event_data"]["from"][0].endswith("@shop.example.edu")
    assert payload["message_id"].endswith("@shop.example.edu>")
    assert RESERVED.fullmatch(domain_of(payload["event_data"]["to"][0]))
    assert make("clicked", recipe=recipe)["event_data"]["original_url"].startswith("https://www.shop.example.edu/")


def test_a_given_sender_names_the_domain() -> None:
    """A message id and a link belong to the sender's domain, with or without a name."""
    recipe = Recipe(sender="Shop <news@shop.example.edu>")
    assert make("delivered", recipe=recipe)["message_id"].endswith("@shop.example.edu>")
    assert make("delivered", recipe=recipe)["event_data"]["from"] == ["Shop <news@shop.example.edu>"]
    assert "//www.shop.example.edu/" in make("clicked", recipe=recipe)["event_data"]["original_url"]


@pytest.mark.parametrize("event_type", ["deferred", "failed", "complained"])
def test_the_recipient_is_a_string_and_quoted_bare(event_type: str) -> None:
    """``to`` is text for these types, and a reply quotes the address without the name."""
    data = make(event_type, recipe=Recipe(recipients=("Ann <ann@example.com>",)))["event_data"]
    assert data["to"] == "Ann <ann@example.com>"
    if "reason" in data:
        assert "<ann@example.com>" in data["reason"]


def test_several_recipients() -> None:
    """A delivered lists all of them, a deferred is about the one that was meant."""
    factory = PayloadFactory(VOCABULARY, Random(1), Recipe(recipients=("a@example.com", "b@example.com")))
    mail = factory.mail(AT, recipients=3)
    assert factory.payload("delivered", mail, AT)["event_data"]["to"] == ["a@example.com", "b@example.com"]
    assert [factory.payload("deferred", mail, AT, who)["event_data"]["to"][0] for who in (0, 1, 2)] == ["a", "b", "a"]
    drawn = PayloadFactory(VOCABULARY, Random(1)).mail(AT, recipients=3)
    assert len(drawn.recipients) == 3


def test_names_are_given_on_request() -> None:
    """Sender and recipients become ``Name <address>``, with the person who owns the mailbox."""
    for seed in range(50):
        data = make("accepted", seed, Recipe(named=True))["event_data"]
        assert re.fullmatch(r"\w[\w ]* <[a-z]+@[a-z.]+>", data["from"][0])
        name, mailbox = re.fullmatch(r'"?([^"]+)"? <([a-z.]+)@[a-z.]+>', data["to"][0]).groups()  # type: ignore[union-attr]
        assert (name, mailbox) in VOCABULARY.people


@pytest.mark.parametrize(
    ("recipe", "tags"),
    [
        pytest.param(Recipe(tags=()), None, id="none"),
        pytest.param(
            Recipe(tags=(("a", "1"), ("b", "2"))),
            [{"name": "a", "value": "1"}, {"name": "b", "value": "2"}],
            id="array",
        ),
        pytest.param(Recipe(tags=(("a", "1"),), tags_as_object=True), {"a": "1"}, id="object"),
    ],
)
def test_tags(recipe: Recipe, tags: Any) -> None:
    """Tags have the observed form, or on request the other one; opened and clicked never carry them."""
    for event_type in EventType:
        quiet = event_type in ("opened", "clicked")
        assert make(event_type, recipe=recipe)["tags"] == (None if quiet else tags)


def test_drawn_tags_come_and_go() -> None:
    """Without a wish some mails have tags and some have none."""
    counts = Counter(len(make("delivered", seed)["tags"] or ()) for seed in range(200))
    assert set(counts) == {0, 1, 2}


def test_a_given_reference_id_is_used() -> None:
    """The id that the user's own send call returned can be given."""
    assert make("opened", recipe=Recipe(reference_id="order-7"))["message_reference_id"] == "order-7"


def test_an_unknown_type_gets_the_envelope() -> None:
    """A type from the future has all common fields and a recipient."""
    payload = make("archived")
    assert payload["event_type"] == "archived"
    assert list(payload["event_data"]) == ["to"]
    assert set(payload) == set(make("delivered"))


@given(seed=SEEDS, event_type=st.sampled_from([EventType.OPENED, EventType.CLICKED]))
def test_opened_and_clicked_say_who_asked(seed: int, event_type: EventType) -> None:
    """The address is one of the agent's own networks, and a click has a tracked link."""
    data = make(event_type, seed)["event_data"]
    agents = OPENERS if event_type == EventType.OPENED else CLICKERS
    assert str(IPv4Address(data["ip"])) == data["ip"]
    assert any(agent.text == data["user_agent"] and data["ip"].startswith(agent.nets) for agent in agents)
    if event_type == EventType.CLICKED:
        assert re.fullmatch(r"https://[^?]+\?[^?&]+(&[^?&]+)+", data["original_url"])


@pytest.mark.parametrize("at", [-62_135_596_801, 253_402_300_800, 10**15])
def test_a_time_outside_of_the_calendar_is_refused(at: int) -> None:
    """A life that would end after the year 9999 is an error in one line."""
    with pytest.raises(UsageError, match="years 1 to 9999"):
        make("delivered", at=at)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Ada Lovelace", "Ada Lovelace <a@example.com>"),
        ("Garc\u00eda, Jr.", '"Garc\u00eda, Jr." <a@example.com>'),
        ('a"b\\c', '"a\\"b\\\\c" <a@example.com>'),
    ],
)
def test_a_name_is_quoted_where_it_must_be(name: str, expected: str) -> None:
    """An address with a name follows RFC 5322, and the bare address is found again."""
    assert format_address(name, "a@example.com") == expected
    assert bare_address(expected) == "a@example.com"
    assert domain_of(expected) == "example.com"


@pytest.mark.parametrize("text", ["a@example.com", "", "<", ">", "a>", "no address"])
def test_what_has_no_name_is_its_own_address(text: str) -> None:
    """Nothing that a user writes as an address raises."""
    assert bare_address(text) == text


@pytest.mark.parametrize("reply", [*DEFERRALS, *FAILURES], ids=lambda reply: reply.text[:30])
def test_replies_look_like_those_of_mail_servers(reply: Reply) -> None:
    """One line: a code that fits the event, an enhanced code of the same class, the recipient in angle brackets."""
    filled = reply.text.format(
        to="a@example.com", domain="example.net", host="mx1.example.com", ip="192.0.2.1", id="i1"
    )
    assert "<a@example.com>" in filled
    assert filled.isascii()
    assert filled.isprintable()
    expected = "4" if reply in DEFERRALS else "5"
    code, _, rest = re.match(r"(\d{3})([ -])(.*)", filled).groups()  # type: ignore[union-attr]
    assert code[0] == expected
    enhanced = re.match(r"(\d)\.\d{1,3}\.\d{1,3} ", rest)
    assert enhanced
    assert enhanced[1] == expected
    assert reply.weight > 0


def test_there_are_many_replies_of_many_kinds() -> None:
    """A receiver meets most of what it will meet in production."""
    replies = {reply.text for reply in (*DEFERRALS, *FAILURES)}
    assert len(replies) == len(DEFERRALS) + len(FAILURES) >= 25
    assert len({reply.kind for reply in (*DEFERRALS, *FAILURES)}) >= 10
    assert any(text[3] == "-" for text in replies), "the multi-line marker is kept in some"
    assert any("&" in text for text in replies), "an encoder's escapes are met"


def test_every_reply_is_drawn_in_the_end() -> None:
    """No entry of the tables is out of reach."""
    factory = PayloadFactory(VOCABULARY, Random(1), Recipe(recipients=("a@example.com",)))
    mail = factory.mail(AT)
    for event_type, replies in (("deferred", DEFERRALS), ("failed", FAILURES)):
        reasons = {factory.payload(event_type, mail, AT)["event_data"]["reason"] for _ in range(3000)}
        for reply in replies:
            start = reply.text.partition("{")[0]
            assert any(reason.startswith(start) for reason in reasons), reply


def test_reject_reasons_keep_to_their_weights() -> None:
    """Most rejections are those of the suppression list, as observed."""
    counts = Counter(make("rejected", seed)["event_data"]["reject_reason"] for seed in range(1000))
    assert set(counts) == {text for text, _ in REJECTIONS}
    assert 850 < counts["One or more of the recipients are on the suppression list."] < 950


@pytest.mark.parametrize("agent", [*OPENERS, *CLICKERS], ids=lambda agent: agent.text[:40])
def test_agents_come_from_networks(agent: Agent) -> None:
    """Each agent has a share, printable text, and networks in which each last number gives an address."""
    assert agent.weight > 0
    assert agent.text.isascii()
    assert agent.text.isprintable()
    assert agent.nets
    assert all(
        IPv4Address(f"{net}254").is_global or net.startswith(("192.0.2", "198.51.100", "203.0.113"))
        for net in agent.nets
    )


def test_proxies_open_and_people_click() -> None:
    """The image proxies of large providers are among the openers, never among the clickers."""
    proxies = ("GoogleImageProxy", "YahooMailProxy")
    assert all(any(proxy in agent.text for agent in OPENERS) for proxy in proxies)
    assert not any(proxy in agent.text for agent in CLICKERS for proxy in proxies)
    assert "Mozilla/5.0" in {agent.text for agent in OPENERS}


odd_text = st.text(min_size=1, max_size=12)


@given(
    st.sampled_from([*EventType, "unsubscribed", 'o"dd<\u2028>']),
    st.builds(
        Recipe,
        sender=st.none() | odd_text.map(lambda text: f"{text}@example.com"),
        recipients=st.lists(odd_text.map(lambda text: f"{text}@example.com"), max_size=3).map(tuple),
        domain=st.none() | odd_text,
        tags=st.none() | st.lists(st.tuples(odd_text, odd_text), max_size=3).map(tuple),
        tags_as_object=st.booleans(),
        reference_id=st.none() | odd_text,
        named=st.booleans(),
    ),
    st.integers(0, 2**32),
)
def test_the_text_of_an_event_is_what_the_encoder_writes(event_type: str, recipe: Recipe, seed: int) -> None:
    """Whatever the user fixed, the body that is written directly is the ``go`` style of its own payload."""
    factory = PayloadFactory(VOCABULARY, Random(seed), recipe)
    event_id, body = factory.event(event_type, factory.mail(AT, recipients=2), AT)
    payload = json.loads(body)
    assert body == encode(payload)
    assert (payload["event_id"], payload["event_type"]) == (event_id, event_type)
