"""Rates, ramps, waves, windows and shares as users write them."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.delivery.load.arrivals import ArrivalPlan, Ramp, Rate, Spacing, Wave
from maileroo_cli.delivery.load.plan import LONGEST_SECONDS, MOST_REQUESTS
from maileroo_cli.delivery.load.rate import WantedArrivals, parse_ramp, parse_rate, parse_share, plan_arrivals
from maileroo_cli.errors import UsageError


@pytest.mark.parametrize(
    ("text", "per_second"),
    [
        ("500/s", 500),
        ("30/m", 0.5),
        ("30/min", 0.5),
        ("90/h", 0.025),
        (" 2.5 / s ", 2.5),
        ("1/S", 1),
        ("1,000/s", 1_000),
        ("50_000/s", 50_000),
        ("2k/s", 2_000),
        ("500/sec", 500),
        ("30/minute", 0.5),
        ("90/hour", 0.025),
    ],
)
def test_a_rate_is_read(text: str, per_second: float) -> None:
    """A rate says how many in which time."""
    assert parse_rate(text) == Rate(per_second)


@pytest.mark.parametrize(
    ("text", "ramp"),
    [
        ("100..5000/s over 2m", Ramp(100, 5_000, 120)),
        ("60/min..10/s over 30s", Ramp(1, 10, 30)),
        ("5..1/s OVER 1h", Ramp(5, 1, 3_600)),
        ("1,000..5k/sec over 1m", Ramp(1_000, 5_000, 60)),
        ("1..2/s", Ramp(1, 2, 10)),
    ],
)
def test_a_ramp_is_read(text: str, ramp: Ramp) -> None:
    """A ramp goes from one rate to another, over a time or the whole window."""
    assert parse_ramp(text) == ramp


@pytest.mark.parametrize(
    ("text", "share"),
    [("5%", 0.05), ("0.05", 0.05), ("100%", 1), ("0", 0), ("1", 1), ("0.5%", 0.005), ("2.5 %", 0.025)],
)
def test_a_share_is_read(text: str, share: float) -> None:
    """A share is written in percent, or as a part of one."""
    assert parse_share(text, "--bad") == pytest.approx(share)


@pytest.mark.parametrize(
    ("wanted", "plan"),
    [
        (WantedArrivals(), ArrivalPlan(Rate(100), 1_000, 10)),
        (WantedArrivals(rate="500/s", seconds="60s"), ArrivalPlan(Rate(500), 30_000, 60)),
        (WantedArrivals(rate="0.1/s", seconds="30s"), ArrivalPlan(Rate(0.1), 3, 30)),
        (WantedArrivals(rate="1/h", seconds="10s"), ArrivalPlan(Rate(1 / 3_600), 1, 10)),
        (WantedArrivals(rate="500/s", count=1_000), ArrivalPlan(Rate(500), 1_000, 2)),
        (WantedArrivals(rate="500/s", count=1_000, seconds="1s"), ArrivalPlan(Rate(500), 500, 1)),
        (WantedArrivals(rate="500/s", count=250, seconds="1m"), ArrivalPlan(Rate(500), 250, 0.5)),
        (WantedArrivals(ramp="100..300/s over 10s"), ArrivalPlan(Ramp(100, 300, 10), 2_000, 10)),
        (WantedArrivals(ramp="100..300/s", seconds="20s"), ArrivalPlan(Ramp(100, 300, 20), 4_000, 20)),
        (WantedArrivals(ramp="100..300/s over 10s", seconds="12s"), ArrivalPlan(Ramp(100, 300, 10), 2_600, 12)),
        (WantedArrivals(wave=10_000), ArrivalPlan(Wave(), 10_000, 0)),
        (WantedArrivals(users=5), ArrivalPlan(Wave(), MOST_REQUESTS, 10)),
        (WantedArrivals(users=5, count=20), ArrivalPlan(Wave(), 20, LONGEST_SECONDS)),
        (WantedArrivals(users=5, count=20, seconds="3s"), ArrivalPlan(Wave(), 20, 3)),
        (WantedArrivals(spacing=Spacing.POISSON), ArrivalPlan(Rate(100), 1_000, 10, Spacing.POISSON)),
    ],
)
def test_arrivals_are_planned(wanted: WantedArrivals, plan: ArrivalPlan) -> None:
    """A window and a count bound the arrivals of a shape, and the one that is reached first ends it."""
    assert plan_arrivals(wanted) == plan


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        (WantedArrivals(rate="500"), "--rate '500' does not say of what time: write 500/s, 500/min or 500/h"),
        (WantedArrivals(rate="fast"), "--rate 'fast' is not a rate: write it like 500/s, 30/min or 100/h"),
        (WantedArrivals(rate="-5/s"), "--rate '-5/s' is not a rate: write it like"),
        (WantedArrivals(rate="5/d"), "--rate '5/d' is not a rate: write it like"),
        (WantedArrivals(rate="0/s"), "--rate '0/s' sends nothing: write it like"),
        (WantedArrivals(rate="5/s\x1b[2J"), r"--rate '5/s\x1b[2J' is not a rate: write it like"),
        (WantedArrivals(ramp="100-500/s"), "--ramp '100-500/s' is not a ramp: write it like '100..5000/s over 2m'"),
        (WantedArrivals(ramp="100..500"), "--ramp '100..500' is not a ramp: write it like"),
        (WantedArrivals(ramp="0..500/s over 2m"), "begins with no request at all: give 1 or more on both sides"),
        (WantedArrivals(ramp="5..0/s over 2m"), "ends with no request at all: give 1 or more on both sides"),
        (WantedArrivals(ramp="1..5/s over soon"), "--ramp: 'soon' is not a duration: write it like 90s"),
        (WantedArrivals(ramp="1..5/s over 0s"), "--ramp 0s is no time at all: write it like 60s or 5m"),
        (WantedArrivals(seconds="never"), "--for: 'never' is not a duration: write it like 90s"),
        (WantedArrivals(seconds="0"), "--for 0 is no time at all: write it like 60s or 5m"),
        (WantedArrivals(seconds="25h"), "--for 25h is longer than 24h: give a shorter time"),
        (WantedArrivals(rate="1/h", count=25), "--count 25 takes longer than 24h at this rate: give a higher rate"),
        (WantedArrivals(rate="9e9/s"), "is not a rate"),
        (
            WantedArrivals(rate="900000/s", seconds="1h"),
            "3,240,000,000 requests would be due, and a run has at most 50,",
        ),
        (WantedArrivals(wave=60_000_000), "--wave 60,000,000 is more than a run may have: give 50,000,000 or less"),
        (WantedArrivals(users=1, count=60_000_000), "--count 60,000,000 is more than a run may have: give 50,000,000"),
        (
            WantedArrivals(wave=5, seconds="3s"),
            "--for does not go with --wave, whose requests are all due at once: leave",
        ),
        (WantedArrivals(wave=5, count=3), "--count does not go with --wave, whose requests are all due at once: leave"),
        (WantedArrivals(seconds="2"), "--for: '2' has no unit: write 2s, 2m or 2h"),
        (WantedArrivals(ramp="1..5/s over 2"), "--ramp: '2' has no unit: write 2s, 2m or 2h"),
        (WantedArrivals(rate="1,00/s"), "--rate '1,00/s' is not a rate: write it like"),
        (WantedArrivals(rate="5/s", users=3), "--rate and --users cannot both be given: each says when requests are"),
        (WantedArrivals(ramp="1..5/s", wave=3), "--ramp and --wave cannot both be given: each says when requests are"),
        (WantedArrivals(wave=3, spacing=Spacing.POISSON), "--spacing says nothing of --wave: leave it out, or give"),
    ],
)
def test_what_cannot_be_planned_is_refused(wanted: WantedArrivals, message: str) -> None:
    """A wrong rate, ramp, window or number is refused in a line that says what to write instead."""
    with pytest.raises(UsageError) as error:
        plan_arrivals(wanted)
    assert message in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("5", "--bad '5' is more than 100%: did you mean 5%?"),
        ("120%", "--bad '120%' is more than 100%: write it like 5% or 0.05"),
        ("a few", "--bad 'a few' is not a share: write it like 5% or 0.05"),
        ("-1%", "--bad '-1%' is not a share: write it like 5% or 0.05"),
    ],
)
def test_what_is_no_share_is_refused(text: str, message: str) -> None:
    """A wrong share is refused in a line that says what was meant."""
    with pytest.raises(UsageError) as error:
        parse_share(text, "--bad")
    assert str(error.value) == message


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    """Whatever somebody writes for a rate, a ramp or a share is read, or refused, and nothing else."""
    for read in (parse_rate, parse_ramp, lambda given: parse_share(given, "--bad")):
        with suppress(UsageError):
            read(text)


@given(st.floats(0.1, 900), st.floats(1, 60))
def test_all_arrivals_are_due_in_the_window(per_second: float, seconds: float) -> None:
    """What is due within the window is planned, and nothing else."""
    plan = plan_arrivals(WantedArrivals(rate=f"{per_second:.6f}/s", seconds=f"{seconds:.3f}s"))
    shape = plan.shape
    assert shape.at(plan.count - 1) < plan.seconds
    assert shape.at(plan.count) >= plan.seconds - 1e-3
