"""The counts of a load: which ends are right, and sums that are no sums are noticed."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.delivery.attempt.outcome import Outcome
from maileroo_cli.delivery.load.judgement.counts import LoadCounts, ends_in_words, uneven_sums
from maileroo_cli.delivery.load.kind import RequestKind
from maileroo_cli.delivery.load.request import RequestEnd
from maileroo_cli.delivery.load.tally import LoadTally
from tests.load_result import load_plan, load_result

ENDS: st.SearchStrategy[RequestEnd] = st.sampled_from([200, 201, 400, 401, 403, 404, 409, 503, *Outcome])
REQUESTS = st.lists(st.tuples(st.sampled_from(RequestKind), ENDS), min_size=1, max_size=60)


@given(REQUESTS, st.booleans())
def test_everything_adds_up(requests: list[tuple[RequestKind, RequestEnd]], any_2xx: bool) -> None:
    """What is counted by kind and by end is all that ended, and each request is right or an error."""
    plan = load_plan(len(requests), any_2xx=any_2xx)
    result = load_result(plan, Counter(requests))
    counts = LoadCounts(result.tally)
    assert counts.ended == len(requests)
    assert sum(map(counts.number, counts.kinds)) == len(requests)
    assert sum(counts.number(end=end) for end in counts.ends) == len(requests)
    right = sum(counts.is_right(kind, end) for kind, end in requests)
    assert right + counts.errors == len(requests)
    assert list(uneven_sums(result)) == []


def test_what_is_right_depends_on_the_kind() -> None:
    """A duplicate has to be accepted as an event has, and a bad signature to be refused."""
    counts = LoadCounts(LoadTally(1.0))
    for kind in (RequestKind.EVENT, RequestKind.DUPLICATE, RequestKind.CONCURRENT_DUPLICATE):
        assert [end for end in (200, 201, 401, 500, Outcome.RESET) if counts.is_right(kind, end)] == [200]
    refused = [end for end in (200, 400, 401, 403, 404, 500) if counts.is_right(RequestKind.BAD_SIGNATURE, end)]
    assert refused == [400, 401, 403]
    assert LoadCounts(LoadTally(1.0, any_2xx=True)).is_right(RequestKind.EVENT, 204)


def test_a_sum_that_is_none_is_told() -> None:
    """One request more or less, in any of the places where it is counted, is told in a sentence."""
    result = load_result()
    result.tally.started += 1
    assert len(list(uneven_sums(result))) == 3
    result = load_result()
    result.tally.ends[next(iter(result.tally.ends))] -= 1
    assert "requests started (1,000) are not as many as those that ended or are unfinished (999)" in uneven_sums(result)
    result = load_result(planned=999)
    assert list(uneven_sums(result)) == ["requests planned (999) are not as many as those started or not (1,000)"]


def test_unfinished_requests_are_counted() -> None:
    """What was broken off is started and has no end, and that adds up as well."""
    result = load_result(ends={(RequestKind.EVENT, 200): 990})
    result.tally.add_unfinished((990, 9.9, 0, 990, -1, b""), 9.9)
    assert result.not_started == 9
    assert list(uneven_sums(result)) == []


def test_ends_are_told_in_words() -> None:
    """The most frequent ends come first, and the rest is one sum."""
    ends: Counter[RequestEnd] = Counter({503: 1_200, Outcome.TIMEOUT: 30, 500: 4, 404: 3, 400: 2, 401: 1})
    assert ends_in_words(ends) == "1,200 x 503, 30 x timeout, 4 x 500, 3 x 404, 3 others"


def test_it_is_known_whether_anything_arrived() -> None:
    """Where nothing but refused connections came back, nobody was reached."""
    assert LoadCounts(load_result().tally).reached
    nobody = load_result(ends={(RequestKind.EVENT, Outcome.REFUSED): 5, (RequestKind.EVENT, Outcome.DNS): 1})
    assert not LoadCounts(nobody.tally).reached
