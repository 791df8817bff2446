"""Scripts of answers: every form that is understood, and one line for every mistake."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.capture.answer.language import MOST_STEPS, format_script, parse_script
from maileroo_cli.capture.answer.script import AnswerScript
from maileroo_cli.capture.answer.step import BODILESS, FRAMING_HEADERS, OK, PLAIN_TEXT, Action, AnswerStep, make_answer
from maileroo_cli.capture.kind import KINDS
from maileroo_cli.errors import ExitCode, UsageError
from maileroo_cli.webhook.text.shown import show

BUSY = AnswerStep(Action.ANSWER, 503, headers=(PLAIN_TEXT,), body=b"503 Service Unavailable\n")
FAILURE = AnswerStep(Action.ANSWER, 500, headers=(PLAIN_TEXT,), body=b"500 Internal Server Error\n")
STEPS = {
    "200": [OK],
    "ok": [AnswerStep(Action.ANSWER, 200, headers=(PLAIN_TEXT,), body=b"ok\n")],
    " OK , 503 ": [OK, BUSY],
    "500,500,reset,200": [FAILURE, FAILURE, AnswerStep(Action.RESET), OK],
    "500*3,200": [FAILURE, FAILURE, FAILURE, OK],
    "500 * 2": [FAILURE, FAILURE],
    "reset,close,hang": [AnswerStep(Action.RESET), AnswerStep(Action.CLOSE), AnswerStep(Action.HANG)],
    "reset+delay:1m": [AnswerStep(Action.RESET, delay=60)],
    "close*2+delay:0": [AnswerStep(Action.CLOSE), AnswerStep(Action.CLOSE)],
    "drip": [make_answer(action=Action.DRIP)],
    "drip:503*2": [make_answer(503, action=Action.DRIP)] * 2,
    "drip : 204": [AnswerStep(Action.DRIP, 204)],
    "204": [AnswerStep(Action.ANSWER, 204)],
    "205": [AnswerStep(Action.ANSWER, 205)],
    "304+header:ETag:x": [AnswerStep(Action.ANSWER, 304, headers=(("ETag", "x"),))],
    "204+body:": [AnswerStep(Action.ANSWER, 204)],
    "599": [AnswerStep(Action.ANSWER, 599, headers=(PLAIN_TEXT,), body=b"599 Server Error\n")],
    "299": [AnswerStep(Action.ANSWER, 299, headers=(PLAIN_TEXT,), body=b"299 Success\n")],
    "503+delay:500ms": [make_answer(503, delay=0.5)],
    "503 +Delay: 1h": [make_answer(503, delay=3600)],
    "200+body:": [AnswerStep(Action.ANSWER, 200)],
    "200+body: a=b: c *2 ,503": [make_answer(body=b" a=b: c *2"), BUSY],
    "200+body:%20x%20": [make_answer(body=b" x ")],
    "200+body:a%2Cb%2Bc%25%00%fF": [make_answer(body=b"a,b+c%\x00\xff")],
    "200+body:\u00e9": [make_answer(body=b"\xc3\xa9")],
    "200+body:\udcff": [make_answer(body=b"\xff")],
    "200+header:Retry-After: 120 +header:X:": [make_answer(headers=(("Retry-After", "120"), ("X", "")))],
    "200+header:X:a:b%2C\u00e9": [make_answer(headers=(("X", "a:b,\u00c3\u00a9"),))],
    "200+header:Content-Type:text/plain; charset=utf-8+header:Content-Type:x": [
        make_answer(headers=(PLAIN_TEXT, ("Content-Type", "x")))
    ],
    "200+header:content-type:application/json+body:{}": [
        AnswerStep(Action.ANSWER, 200, headers=(("content-type", "application/json"),), body=b"{}")
    ],
}
FORMS = "write it like 503, 500*3,200, deferred=503, reset,ok, 503+delay:2s or 200+body:done"
ACTIONS = "use one of ok, drip, reset, close, hang (or a status from 200 to 599)"
DURATION = "write it like 90s, 5m, 2h30m, 1d, 500ms, or a number of seconds"
MISTAKES = {
    "": f": an action is missing: {FORMS}",
    "500,,200": f", step 2: an action is missing: {FORMS}",
    "500,": f", step 2: an action is missing: {FORMS}",
    "+delay:1s": f": an action is missing: {FORMS}",
    "500,rest": ", step 2: there is no action 'rest': did you mean reset? (or a status from 200 to 599)",
    "timeout": ": there is no action 'timeout': did you mean hang?",
    "banana": f": there is no action 'banana': {ACTIONS}",
    "200 200": f": there is no action '200 200': {ACTIONS}",
    "\u0663\u0663\u0663": f": there is no action '\u0663\u0663\u0663': {ACTIONS}",
    "\x1b[31m": f": there is no action '\\x1b[31m': {ACTIONS}",
    "199": ": 199 is not a status that ends a request: give one from 200 to 599",
    "600": ": 600 is not a status that ends a request: give one from 200 to 599",
    "0200": ": 0200 is not a status that ends a request: give one from 200 to 599",
    "drip:100": ": 100 is not a status that ends a request: give one from 200 to 599",
    "drip:": f": an action is missing: {FORMS}",
    "500*0": ": '*0' is not a repeat count: write *2 to *10000, as in 500*3",
    "500*": ": '*' is not a repeat count: write *2 to *10000, as in 500*3",
    "500*10001": ": '*10001' is not a repeat count: write *2 to *10000, as in 500*3",
    f"500*{'9' * 5000}": f": '*{'9' * 59}…' is not a repeat count: write *2 to *10000, as in 500*3",
    "500*\u0663": ": '*٣' is not a repeat count: write *2 to *10000, as in 500*3",
    "500*9999,200*2": ", step 2: more than 10,000 steps: the last step repeats for ever, without *TIMES",
    "500:3": (
        ": '500:3' is not an action: only drip takes a status, as in drip:503; delays, bodies and headers start with +"
    ),
    "deferred:503": ": 'deferred:503' is not an action: write = after an event type, as in deferred=503",
    "body:x": ": 'body:x' is not an action: put it after an action, as in 503+body:TEXT",
    "defered=503": ": there is no event type 'defered': did you mean deferred or delivered?",
    "Bounced=503": ": there is no event type 'Bounced': Maileroo calls it failed",
    "=503": f": an event type is missing: use one of {', '.join(KINDS)}",
    "deferred=503,opened=200": ", step 2: 'opened=200' is not an action: give each event type its own --respond",
    "500+dely:1s": ": there is no modifier '+dely': did you mean delay? (write a plus sign in text as %2B)",
    "200+body:a+b": (": there is no modifier '+b': use one of delay, body, header (write a plus sign in text as %2B)"),
    "500+delay=1s": ": '+delay=1s' is not a modifier: write +delay:500ms",
    "500+delay": ": +delay needs a value: write +delay:500ms",
    "500+delay:soon": f": the delay 'soon' is not a duration: {DURATION}",
    "500+delay:-1s": f": the delay '-1s' is negative: {DURATION}",
    "500+delay:61m": ": the delay '61m' is longer than an hour: use hang to wait for ever",
    "500+delay:1s+delay:1s": ": +delay is given twice: remove one",
    "500+body:+body:x": ": +body is given twice: remove one",
    "204+body:x": ": an answer 204 cannot have a body: remove +body, or use another status",
    "drip:304+body:x": ": an answer 304 cannot have a body: remove +body, or use another status",
    "reset+body:x": ": reset does not send an answer, so it cannot have a body: remove +body",
    "hang+header:X:y": ": hang does not send an answer, so it cannot have a header: remove +header",
    "hang+delay:1s": ": hang never answers, so there is nothing to delay: remove +delay",
    "200+header:X": ": the header 'X' has no value: write +header:NAME:VALUE",
    "200+header::x": ": '' is not a header name: write it like +header:Retry-After:120",
    "200+header:a b:c": ": 'a b' is not a header name: write it like +header:Retry-After:120",
    "200+header:\u00e9:c": ": 'Ã©' is not a header name: write it like +header:Retry-After:120",
    "200+header:a%0A:c": ": 'a\\n' is not a header name: write it like +header:Retry-After:120",
    "200+header:Content-Length:3": ": Content-Length cannot be set: the server sets it to match the answer; remove it",
    "200+header:a:b%0d%0aX: y": (
        ": the value of the header a holds a line break or another control character: HTTP cannot carry it; remove it"
    ),
    "200+header:a:b\x00c": (
        ": the value of the header a holds a line break or another control character: HTTP cannot carry it; remove it"
    ),
    "200+body:100%": ": '%' is not an escape: write %25 for a percent sign, or % and two hex digits for a byte",
    "200+body:%zz!": ": '%zz' is not an escape: write %25 for a percent sign, or % and two hex digits for a byte",
    "200+body:\ud800": ": '\\ud800' holds half of a character: write the bytes as %XX",
}


@pytest.mark.parametrize(("text", "steps"), STEPS.items(), ids=ascii)
def test_steps_are_read(text: str, steps: list[AnswerStep]) -> None:
    """Each form of a step gives exactly this answer, with the default body and type where none is given."""
    script = parse_script([text])
    assert list(script.general) == steps
    assert parse_script(format_script(script)) == script


@pytest.mark.parametrize(("text", "problem"), MISTAKES.items(), ids=lambda value: ascii(value)[:40])
def test_a_mistake_is_told(text: str, problem: str) -> None:
    """Every mistake is one printable line that says where it is and what to write instead."""
    with pytest.raises(UsageError) as caught:
        parse_script([text])
    assert str(caught.value) == f"--respond '{show(text)}'{problem}"
    assert str(caught.value).isprintable()
    assert caught.value.exit_code == ExitCode.USAGE


def test_nothing_given() -> None:
    """Without any script every request gets 200."""
    assert parse_script([]) == AnswerScript() == AnswerScript((OK,), {})


def test_scripts_by_type() -> None:
    """A type's own script stands beside the general one, which is 200 where it is not given."""
    script = parse_script(["deferred=503,200", " Other = reset"])
    assert script.general == (OK,)
    assert dict(script.by_kind) == {"deferred": (BUSY, OK), "other": (AnswerStep(Action.RESET),)}
    assert parse_script(["opened=500", "503"]) == AnswerScript((BUSY,), {"opened": (FAILURE,)})


@pytest.mark.parametrize(
    ("texts", "problem"),
    [
        (
            ["500", "503"],
            "--respond '503' is a second script for all types: put all steps into one --respond, separated by commas",
        ),
        (
            ["opened=500", "OPENED=503"],
            (
                "--respond 'OPENED=503' is a second script for opened: put all steps into one --respond, separated"
                " by commas"
            ),
        ),
    ],
)
def test_a_second_script_is_refused(texts: list[str], problem: str) -> None:
    """Two scripts for the same requests would leave open which one counts."""
    with pytest.raises(UsageError) as caught:
        parse_script(texts)
    assert str(caught.value) == problem


NAMES = st.from_regex(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,12}", fullmatch=True).filter(
    lambda name: name.lower() not in FRAMING_HEADERS
)
VALUES = st.text(
    st.characters(max_codepoint=0xFF).filter(lambda char: char == "\t" or char >= " "), max_size=12
).filter(lambda value: "\x7f" not in value)
HEADERS = st.lists(
    st.tuples(NAMES | st.just("Content-Type"), VALUES.map(lambda value: value.strip(" \t")) | st.just(PLAIN_TEXT[1])),
    max_size=3,
)
DELAYS = st.integers(0, 3_600_000_000).map(lambda micros: micros / 1_000_000)


@st.composite
def answers(draw: st.DrawFn) -> AnswerStep:
    """Draw a step that answers."""
    status = draw(st.integers(200, 599))
    body = None if status in BODILESS else draw(st.none() | st.binary(max_size=20))
    action = draw(st.sampled_from([Action.ANSWER, Action.DRIP]))
    return make_answer(status, action=action, delay=draw(DELAYS), headers=tuple(draw(HEADERS)), body=body)


ENDS = st.builds(AnswerStep, st.sampled_from([Action.RESET, Action.CLOSE]), delay=DELAYS) | st.just(
    AnswerStep(Action.HANG)
)
SCRIPTS = st.builds(
    AnswerScript,
    st.lists(answers() | ENDS, min_size=1, max_size=4).map(tuple),
    st.dictionaries(st.sampled_from(KINDS), st.lists(answers() | ENDS, min_size=1, max_size=3).map(tuple), max_size=3),
)


@given(SCRIPTS)
def test_what_is_written_is_read_again(script: AnswerScript) -> None:
    """Formatting and parsing are each other's inverse for every script, and what is written is plain ASCII."""
    texts = format_script(script)
    assert all(text.isascii() and text.isprintable() for text in texts)
    assert parse_script(texts) == script


def test_repeats_are_written_short() -> None:
    """Equal steps in a row are written once."""
    assert format_script(parse_script([f"500*{MOST_STEPS - 1},drip:200+delay:90s"])) == ("500*9999,drip:200+delay:90s",)


PIECES = st.sampled_from([*"=,+*:% ", "200", "503", "drip", "reset", "deferred", "delay:1s", "body:", "header:", "%2"])


@given(st.text(max_size=20) | st.lists(PIECES | st.characters(), max_size=9).map("".join))
def test_no_text_breaks_the_reader(text: str) -> None:
    """Any text is a script that can be written and read again, or a UsageError of one printable line."""
    try:
        script = parse_script([text])
    except UsageError as error:
        line = str(error)
    else:
        line = ""
        assert parse_script(format_script(script)) == script
    assert line.isprintable()
