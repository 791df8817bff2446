"""``mhook storm --plan``: what comes after an outage, worked out and told; nothing is sent."""

import os
import re
import subprocess
import sys
from html import unescape
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.cli.calling import Mhook, check_printable, process

PLAN = ("storm", "--plan")
TWO_HOURS = (
    "For 2h nothing gets through, while up to 5 times your usual rate is tried. Then 180 attempts (6 times your usual "
    "rate) come in the first minute. The last old event arrives 1h after the recovery; none is lost. Of two events of "
    "a mail that happen 10m apart, the first of them in the outage, 29% arrive in the wrong order. "
    "30 new events a minute; maileroo: 9 attempts in 14h"
)
ROW = re.compile(r" *(\S+) +([\d,.]+) +([\d,.]+) +([\d,.]+) +(\S+) +(.+?)  +(.+)")


def first_paragraph(text: str) -> str:
    """Return the answer, which comes first, in one line."""
    return " ".join(text.partition("\n\n")[0].split())


def test_the_answer_comes_first(mhook: Mhook) -> None:
    """A sentence says what comes, then a table shows it minute by minute, then each assumption has its grade."""
    ran = mhook(*PLAN, "--traffic", "30/min", "--outage", "2h")
    assert (ran.code, ran.err) == (0, "")
    assert first_paragraph(ran.text) == TWO_HOURS
    rows = [found.groups() for line in ran.lines if (found := ROW.fullmatch(line))]
    assert [row[:5] for row in rows] == [
        *((str(minute), "30", "150", "180", "6") for minute in range(1, 6)),
        *((str(minute), "30", "120", "150", "5") for minute in range(6, 11)),
        ("11-15", "30", "90", "120", "4"),
        ("16-30", "30", "60", "90", "3"),
        ("31-60", "30", "30", "60", "2"),
        ("1h-1h10m", "30", "0", "30", "1"),
    ]
    assert [row[6] for row in rows] == ["2h"] * 13 + ["0s"]
    for fact in ("waits +official ", "attempts +inferred ", "traffic +own ", "parallel +unknown ", "jitter +unknown "):
        assert re.search(rf"^  {fact}", ran.text, re.MULTILINE), fact


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--outage", "24h"], "The last old event arrives 6h after the recovery; 18,000 events are lost for good."),
        (["--outage", "15h", "--traffic", "1/h"], "1 event is lost for good."),
        (["--attempts", "1"], "After that nothing is tried again. No event arrives late; 3,600 events are lost"),
        (["--schedule", "0s,5m,30m"], "The last old event arrives 25m after the recovery; 2,700 events are lost"),
        (["--mode", "slow:30s"], "while up to 5 times your usual rate is tried. Then 150 attempts (5 times"),
        (
            ["--traffic", "0", "--campaign", "100@-5m"],
            "For 2h nothing gets through. Then most come in the 7th minute: 1 attempt. The last",
        ),
        (
            ["--campaign", "20000@1h50m"],
            "times your usual rate) come in the first minute. Most come in the 6th minute: 40,",
        ),
        (
            ["--outage", "4m"],
            "Then 30 attempts (your usual rate) come in the first minute. Most come in the 2nd minute: 60 attempts",
        ),
    ],
)
def test_what_is_said(mhook: Mhook, arguments: list[str], sentence: str) -> None:
    """The answer names what is lost, what comes when, and what has no usual rate to be compared with."""
    ran = mhook(*PLAN, *arguments)
    assert ran.code == 0
    assert sentence in first_paragraph(ran.text)


@pytest.mark.parametrize("width", [60, 80])
@pytest.mark.parametrize("outage", ["2h", "1h,2h,14h,24h"])
def test_it_fits(mhook: Mhook, width: int, outage: str) -> None:
    """Nothing is wider than the terminal, and what matters most is there."""
    ran = mhook(*PLAN, "--outage", outage, "--campaign", "20000@-5m", terminal=True, env={"COLUMNS": str(width)})
    check_printable(ran)
    plain = re.sub(r"\x1b\[[0-9;]*m", "", ran.text)
    assert max(map(len, plain.splitlines())) <= width
    titles = "minute  +new  +again  +all  +x usual .* oldest" if outage == "2h" else "outage .* x usual .* lost"
    assert re.search(titles, plain)


def test_outages_side_by_side(mhook: Mhook) -> None:
    """Several outages are compared in one table, and a sentence says what they come to."""
    ran = mhook(*PLAN, "--outage", "1h,2h,14h,24h")
    assert first_paragraph(ran.text) == (
        "In the first minute after the recovery 150 attempts (5 times your usual rate) come if nothing got through for "
        "1h, 270 attempts (9 times your usual rate) after 24h. Lost for good: 18,000 events after 24h. "
        "30 new events a minute; maileroo: 9 attempts in 14h"
    )
    titles = "outage  minute 1  x usual  most  all done  oldest  wrong order    lost  attempts  each"
    assert titles in ran.lines
    rows = [line.split() for line in ran.lines if re.match(r" +\d+h ", line)]
    assert [row[:3] for row in rows] == [
        ["1h", "150", "5"],
        ["2h", "180", "6"],
        ["14h", "270", "9"],
        ["24h", "270", "9"],
    ]
    assert [row[-3:] for row in rows] == [
        ["0", "7,500", "4.2"],
        ["0", "18,300", "5.1"],
        ["0", "198,300", "7.9"],
        ["18,000", "360,300", "8.3"],
    ]
    assert rows[1][6] == "29%"
    legend = " ".join(ran.text.partition("\n\nmost: ")[2].split())
    assert "the first in the outage, where neither is lost; attempts: all for the events that met the outage" in legend


def test_as_json(mhook: Mhook) -> None:
    """Each outage is an object with all its minutes, in which everything adds up."""
    ran = mhook(*PLAN, "--outage", "2h,15h", "--campaign", "50@-5m over 10m", "--format", "json")
    assert [one["outage_s"] for one in ran.objects] == [7_200, 54_000]
    for one in ran.objects:
        assert one["campaigns"] == [{"mails": 50, "sent_s": -300, "over_s": 600}]
        assert one["events"] == one["accepted"] + one["given_up"] == sum(m["new_events"] for m in one["minutes"])
        assert one["attempts"] == sum(m["first_attempts"] + m["repeated_attempts"] for m in one["minutes"])
        assert one["peak_minute"] in one["minutes"]
        assert sum(one["accepted_by_attempt"]) == one["accepted"]
        assert {fact["grade"] for fact in one["assumptions"]} == {"own", "unknown"}


@pytest.mark.parametrize("seed", [[], ["--seed", "7"]])
def test_the_same_seed_gives_the_same_plan(mhook: Mhook, seed: list[str]) -> None:
    """What is drawn is the same each time, and another with another seed."""
    line = [*PLAN, "--campaign", "200@10m", "--jitter", "20%", "--outage", "1h", "--format", "json"]
    assert mhook(*line, *seed).out == mhook(*line, *seed).out != mhook(*line, "--seed", "8").out


def test_what_nobody_knows_is_told(mhook: Mhook) -> None:
    """What Maileroo is not known to do is a switch, and the output says so with its grade."""
    more = ["--jitter", "20%", "--parallel", "50", "--mode", "slow:30s", "--serving", "100ms"]
    text = " ".join(mhook(*PLAN, *more, env={"COLUMNS": "200"}).text.split())
    assert "parallel unknown at most 50 deliveries at the same time, as you asked; nobody knows whether" in text
    assert "jitter unknown each wait is up to 20% shorter or longer, as you asked; Maileroo is not known to" in text
    assert "outage own every attempt fails, after 30s" in text


REFUSED: dict[str, tuple[list[str], str]] = {
    "a rate without a unit": (["--traffic", "30"], "--traffic '30' does not say of what time: write 30/s, 30/min or"),
    "no rate": (["--traffic", "lots"], "--traffic 'lots' is not a rate: write it like 500/s, 30/min"),
    "a negative rate": (["--traffic=-5/min"], "--traffic '-5/min' is not a rate: "),
    "an unknown unit": (["--traffic", "30/year"], "--traffic '30/year' is not a rate: "),
    "too much": (["--traffic", "999999/s"], "--traffic '999999/s' is more than 100,000 events a second: "),
    "nothing at all": (["--traffic", "0"], "--traffic 0 without a --campaign has no event: "),
    "a campaign of none": (["--campaign", "0@-5m"], "'0@-5m' is no campaign: write it like 20000@-5m"),
    "no campaign": (["--campaign", "many"], "'many' is no campaign: "),
    "a campaign at no time": (["--campaign", "20@soon"], "the campaign '20@soon': 'soon' is not a duration: "),
    "a campaign long ago": (["--campaign", "20@-900d"], "the campaign '20@-900d' is further away than 30 days: "),
    "a huge campaign": (["--campaign", "99999999"], "99,999,999 mails are too many for campaigns: give at most"),
    "many campaigns": (["--campaign", "1"] * 21, "these are 21 campaigns: give at most 20"),
    "no outage": (["--outage", "0"], "the outage '0' is shorter than a second: write it like 2h"),
    "a wrong outage": (["--outage", "1h,soon"], "--outage 'soon' is not a duration: "),
    "an endless outage": (["--outage", "90d"], "the outage '90d' is longer than 30 days: "),
    "an outage twice": (["--outage", "1h,60m"], "'1h,60m' has an outage twice: name each once"),
    "many outages": (["--outage", ",".join(f"{n}h" for n in range(1, 14))], "these are 13 outages: compare at most 12"),
    "jitter beyond all": (["--jitter", "120%"], "--jitter '120%' is more than 100%: write it like"),
    "no jitter": (["--jitter", "some"], "--jitter 'some' is not a share: "),
    "a limit without effect": (["--parallel", "9"], "--parallel changes nothing where no attempt takes any time: say"),
    "no pair": (["--pair-gap", "0s"], "--pair-gap 0 is no distance: "),
    "a wrong pair": (["--pair-gap", "x"], "--pair-gap 'x' is not a duration: "),
    "long serving": (["--serving", "2h"], "--serving 2h is longer than 1h: "),
    "a long after": (["--after", "40d"], "--after 40d is longer than 720h: "),
    "no schedule": (["--schedule", "mailero"], "there is no schedule 'mailero': did you mean maileroo?"),
    "too many attempts": (["--attempts", "10"], "maileroo does not have 10 attempts: give a number from 1 to 9"),
    "no mode": (["--mode", "sleepy"], "--mode 'sleepy' is no kind of outage: "),
    "no mix": (["--mix", "nonsense"], "there is no lifecycle 'nonsense': "),
    "too much with jitter": (
        ["--traffic", "9000/s", "--jitter", "1%"],
        "these are 142,560,000 events, more than 5,000,000: take less traffic",
    ),
    "hours without a unit": (["--outage", "2"], "--outage '2' has no unit: write 2h, 2m or 2s"),
    "one of several without a unit": (["--outage", "1h,14"], "--outage '14' has no unit: write 14h"),
    "a campaign without a unit": (["--campaign", "20@-5"], "the campaign '20@-5': '5' has no unit: write 5s, 5m or 5h"),
    "a spread without a unit": (["--campaign", "20@1h over 2"], "the campaign '20@1h over 2': '2' has no unit: "),
    "a pair without a unit": (["--pair-gap", "10"], "--pair-gap '10' has no unit: "),
    "serving without a unit": (["--serving", "1"], "--serving '1' has no unit: "),
    "after without a unit": (["--after", "1"], "--after '1' has no unit: "),
    "slow without a unit": (["--mode", "slow:20"], "--mode slow: '20' has no unit: write 20s, 20m or 20h"),
    "a final status": (
        ["--mode", "406", "--schedule", "mailgun"],
        "--mode 406 is final for mailgun: nothing is tried again, and no storm follows: plan with another",
    ),
    "a picture twice": (["--picture", "a.svg", "--picture", "./a.svg"], "two pictures would go into './a.svg': name"),
    "a capacity without a unit": (["--capacity", "100"], "--capacity '100' does not say of what time: write 100/s"),
    "a verdict": (["--format", "junit"], "--plan has no verdict for --format junit: use text or json"),
    "a picture of what": (["--picture", "storm.png"], "--picture 'storm.png' is neither SVG nor HTML: "),
}


@pytest.mark.parametrize(("arguments", "message"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be(mhook: Mhook, arguments: list[str], message: str) -> None:
    """What makes no sense is refused in one line that says what to write instead."""
    ran = mhook(*PLAN, *arguments)
    assert (ran.code, ran.out) == (2, b"")
    assert ran.error.startswith(message)


def test_neither_a_url_nor_a_plan(mhook: Mhook) -> None:
    """Without a receiver and without --plan it is said what to give."""
    ran = mhook("storm")
    assert (ran.code, ran.error.startswith("no URL is given: name that of your receiver, or see with --plan")) == (
        2,
        True,
    )


def test_a_schedule_in_a_file(mhook: Mhook, tmp_path: Path) -> None:
    """A schedule of one's own is read from a file, as everywhere."""
    file = tmp_path / "patient.toml"
    file.write_text('name = "patient"\noffsets = ["0s", "5m", "3h"]\n')
    (told,) = mhook(*PLAN, "--schedule", file, "--format", "json").objects
    assert (told["schedule"], told["max_attempts"], told["given_up"]) == ("patient", 3, 0)


@pytest.mark.parametrize("outage", ["2h", "1h,14h"])
@pytest.mark.parametrize("ending", ["svg", "html"])
def test_a_picture(mhook: Mhook, tmp_path: Path, ending: str, outage: str) -> None:
    """The picture shows the same as the text: the answer, charts and tables; it is well-formed and needs nothing."""
    file = tmp_path / f"storm.{ending}"
    ran = mhook(*PLAN, "--outage", outage, "--campaign", "500@-5m", "--picture", file)
    assert ran.code == 0
    assert ran.err.startswith("wrote ")
    shown = file.read_text(encoding="utf-8")
    if ending == "svg":
        ET.fromstring(shown)
    words = " ".join(unescape(re.sub(r"<[^>]+>", " ", shown)).split())
    assert first_paragraph(ran.text).partition(". ")[0] in words
    charts = ("Attempts", "Age of the events that arrive", "Events that are waited for")
    for title in charts if outage == "2h" else ("Attempts, from the recovery on", "after 1h", "after 14h"):
        assert title in words
    assert "new events" in words
    assert "x usual" in words
    assert not re.search(r"(src|href)=|<script|url\(", shown)
    if ending == "html":
        assert "nobody knows whether Maileroo has one" in words


def test_several_pictures(mhook: Mhook, tmp_path: Path) -> None:
    """One forecast is drawn into as many files as are wanted."""
    files = [tmp_path / "storm.svg", tmp_path / "storm.html"]
    ran = mhook(*PLAN, *(word for file in files for word in ("--picture", file)))
    assert (ran.code, ran.err.count("wrote ")) == (0, 2)
    assert all("nothing gets through" in file.read_text(encoding="utf-8") for file in files)


@pytest.mark.parametrize(
    ("capacity", "sentence"),
    [
        ("100/min", "has caught up 45m after the recovery; up to 750 events wait in it, 7m 30s of its work."),
        ("1000/min", "A receiver that works off 1,000 events a minute keeps up."),
        ("20/min", "A receiver that works off 20 events a minute never catches up, since as many or more keep coming."),
        ("5000000/min", "A receiver that works off 5,000,000 events a minute keeps up."),
        ("1801/h", "has not caught up 168h after the recovery, where this forecast ends; up to"),
    ],
)
def test_when_a_receiver_has_caught_up(mhook: Mhook, capacity: str, sentence: str) -> None:
    """For a receiver whose capacity is known it is told when nothing waits in it any more, and drawn what waits."""
    ran = mhook(*PLAN, "--capacity", capacity)
    assert sentence in first_paragraph(ran.text)
    assert "wait in your receiver" in ran.text
    assert re.search(r"^  capacity +own +your receiver works off [0-9,.]+ events a minute", ran.text, re.MULTILINE)


def test_a_capacity_as_data(mhook: Mhook, tmp_path: Path) -> None:
    """The same is in the object, in the comparison and in the picture; without a capacity nothing is told of it."""
    (told,) = mhook(*PLAN, "--capacity", "100/min", "--format", "json").objects
    assert (told["capacity_per_minute"], told["caught_up_s"]) == (100, 2_700)
    queued = [minute["queued"] for minute in told["minutes"] if minute["minute_s"] >= 7_200]
    assert (queued[:2], max(queued), queued[-1]) == ([80, 160], 750, 0)
    assert {minute["queued"] for minute in told["minutes"] if minute["minute_s"] < 7_200} == {None}
    (plain,) = mhook(*PLAN, "--format", "json").objects
    assert (plain["capacity_per_minute"], plain["caught_up_s"]) == (None, None)
    assert "caught up" not in mhook(*PLAN, "--outage", "1h,2h").text
    compared = mhook(*PLAN, "--outage", "1h,2h", "--capacity", "100/min", "--picture", tmp_path / "a.html")
    assert "all done  caught up" in compared.text
    mhook(*PLAN, "--capacity", "100/min", "--picture", tmp_path / "b.svg")
    assert "wait in your receiver" in (tmp_path / "b.svg").read_text(encoding="utf-8")


def test_a_status_changes_nothing(mhook: Mhook) -> None:
    """That a plan is the same whatever failure the outage is made of is said, unless failing takes time."""
    plain, status = mhook(*PLAN), mhook(*PLAN, "--mode", "500")
    assert (status.code, status.out) == (0, plain.out)
    assert "--mode 500 changes nothing in a plan: as with refused, each attempt fails at once" in status.err
    assert not plain.err
    assert not mhook(*PLAN, "--mode", "slow:30s").err


def test_a_reader_that_leaves(tmp_path: Path) -> None:
    """A plan has no verdict: that its reader goes away early is no failure, and the picture is drawn all the same."""
    picture, reader, writer = tmp_path / "storm.svg", *os.pipe()
    os.close(reader)
    line = [sys.executable, "-m", "maileroo_cli", *PLAN, "--picture", str(picture)]
    with os.fdopen(writer, "wb") as closed:
        ran = subprocess.run(line, stdout=closed, stderr=subprocess.PIPE, check=False)
    assert (ran.returncode, b"rror" in ran.stderr, picture.is_file()) == (0, False, True)


def test_a_plan_loads_nothing_that_sends() -> None:
    """A forecast starts fast: the half of the program that sends storms and keeps them is not loaded for it."""
    script = (
        "import sys; from maileroo_cli.cli.app import run; run(sys.argv[1:]); "
        "print(sorted({'sqlite3', 'httpx', 'maileroo_cli.operation.storm.run'} & set(sys.modules)))"
    )
    line = [sys.executable, "-c", script, *PLAN, "--format", "json"]
    ran = subprocess.run(line, capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[-1] == "[]"


def test_a_terminal_without_blocks(mhook: Mhook) -> None:
    """The charts come in plain ASCII where no more can be shown, and say what the marks stand for."""
    ran = process([*PLAN, "--outage", "2h"], env={"PYTHONIOENCODING": "ascii", "COLUMNS": "80"})
    assert ran.code == 0
    assert ran.out.isascii()
    assert re.search(r"^\S new events +\S tried again$", ran.text, re.MULTILINE)


@pytest.mark.parametrize(
    ("campaign", "words"),
    [
        ("20@-5m", "a campaign of 20 mails 5m before the outage"),
        ("20@90s", "a campaign of 20 mails 1m 30s into the outage"),
        ("1", "a campaign of 1 mail when the outage begins"),
        ("20@3h", "a campaign of 20 mails 1h after the recovery"),
        ("20@2h", "a campaign of 20 mails when it is over"),
    ],
)
def test_the_campaign_is_named(mhook: Mhook, campaign: str, words: str) -> None:
    """Below the answer stands what was asked for, and among the assumptions when the mails are sent."""
    text = " ".join(
        mhook(*PLAN, "--campaign", campaign, "--campaign", "7@1h over 10m", env={"COLUMNS": "200"}).text.split()
    )
    assert (
        f"30 new events a minute; {words}; a campaign of 7 mails within 10m from 1h into the outage on; maileroo: 9"
        in text
    )
    if campaign == "1":
        assert "campaign own 1 mail, sent at once when the outage begins; their events come as in the life" in text
    assert "campaign own 7 mails, sent within 10m from 1h into the outage on; their events come" in text


def test_a_campaign_of_compared_outages(mhook: Mhook, tmp_path: Path) -> None:
    """Where outages differ, when a campaign is sent is told from the beginning of the outage on."""
    ran = mhook(*PLAN, "--campaign", "7@90m", "--outage", "1h,2h", "--picture", tmp_path / "a.svg")
    assert "a campaign of 7 mails 1h 30m after the outage began; maileroo" in " ".join(ran.text.split())
    assert ran.text.count("1h 30m after the outage began") == 2
    assert ".;" not in (tmp_path / "a.svg").read_text(encoding="utf-8")


def test_lost_pairs_are_told(mhook: Mhook) -> None:
    """The share of pairs in the wrong order leaves out those of which an event is lost, and says how many they are."""
    ran = mhook(*PLAN, "--outage", "24h")
    assert "7.7% arrive in the wrong order; 18,000 pairs more have an event that is lost." in first_paragraph(ran.text)
    (told,) = mhook(*PLAN, "--outage", "24h", "--format", "json").objects
    assert (told["lost_pairs"], told["pairs"] + told["lost_pairs"]) == (18_000, 43_200)
    assert (told["met_events"], told["met_attempts"]) == (43_200, 360_300)


@pytest.mark.parametrize("outage", ["2h", "1h,2h"])
def test_less_than_one_event_a_minute(mhook: Mhook, outage: str) -> None:
    """With an event an hour no minute is compared with the usual rate, and small numbers are not told as none."""
    ran = mhook(*PLAN, "--traffic", "1/h", "--outage", outage, "--format", "json")
    assert {minute["rate_factor"] for one in ran.objects for minute in one["minutes"]} == {None}
    text = mhook(*PLAN, "--traffic", "1/h", "--outage", outage).text
    assert "usual" not in text
    assert not re.search(r"\b0\.0\b", text)
    assert "x usual" in mhook(*PLAN, "--traffic", "60/h", "--outage", outage).text


def test_only_campaigns_come_in_bursts(mhook: Mhook) -> None:
    """That retries of even traffic fall into one second follows from its evenness, and is not told."""
    even = ["--schedule", "standard-webhooks", "--outage", "80h", "--traffic", "1/min"]
    assert "within one second" not in mhook(*PLAN, *even).text
    ran = mhook(*PLAN, "--campaign", "5000@1h")
    assert "within one second" in ran.text
    assert not re.search(r"\d{2,}\.\d", "\n".join(line for line in ran.lines if ROW.fullmatch(line)))


@pytest.mark.parametrize("outage", ["2h", "1h,2h"])
def test_campaigns_alone_have_no_usual_rate(mhook: Mhook, outage: str) -> None:
    """Without steady traffic nothing is compared with it: neither in a sentence nor in a column."""
    ran = mhook(*PLAN, "--traffic", "0", "--campaign", "300@10m", "--outage", outage)
    assert ran.code == 0
    assert "usual" not in ran.text
    assert "wrong order" in ran.text
