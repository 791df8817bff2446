"""A receiver that listens, for tests of what sends: it answers as it is told, and leaves nothing behind."""

import os

import pytest

from tests.integrations.pytest.conftest import Run, outcomes

SENT = """
    import os, threading
    import pytest
    from urllib.error import HTTPError
    from urllib.request import Request, urlopen

    def post(request, url):
        try:
            with urlopen(Request(url, request.body, request.headers)) as answer:
                return answer.status
        except HTTPError as error:
            with error:
                return error.code
"""


def test_it_keeps_what_it_gets(run: Run) -> None:
    """What is sent to it is verified with the secret of the tests, a bad signature as well."""
    source = f"""{SENT}
    def test_it(maileroo_receiver, maileroo_request):
        assert post(maileroo_request("clicked"), maileroo_receiver.url) == 200
        post(maileroo_request("clicked", bad="truncated"), maileroo_receiver.url)
        assert [capture.valid for capture in maileroo_receiver.captures] == [True, False]
        assert len(maileroo_receiver.wait_for("clicked")) == 1
    """
    assert outcomes(run(source)) == {"passed": 1}


def test_a_parameter_says_what_it_answers(run: Run) -> None:
    """An indirect parameter is what ``Listener`` takes: a status, a list of them, or a mapping by event type."""
    source = f"""{SENT}
    @pytest.mark.parametrize(
        ("maileroo_receiver", "answers"),
        [(410, [410, 410]), (["503", "200"], [503, 200]), ({{"opened": 429}}, [200, 200])],
        indirect=["maileroo_receiver"],
    )
    def test_it(maileroo_receiver, maileroo_request, answers):
        request = maileroo_request("clicked")
        assert [post(request, maileroo_receiver.url) for _ in range(2)] == answers
    @pytest.mark.parametrize("maileroo_receiver", ["no answer"], indirect=True)
    def test_wrong(maileroo_receiver): pass
    """
    result = run(source)
    assert outcomes(result) == {"passed": 3, "errors": 1}
    (told,) = [line for line in result.stdout.lines if line.startswith("answers ")]
    assert "there is no action 'no answer'" in told
    assert [line for line in result.stdout.lines if line.startswith(("E ", ">"))] == []


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="counts the open files of this process")
@pytest.mark.parametrize("end", ["pass", "raise ValueError", "pytest.skip('why')"])
def test_it_ends_with_the_test(run: Run, end: str) -> None:
    """However a test ends, the next finds no thread and no socket of its receiver."""
    source = f"""{SENT}
    def left():
        links = [os.readlink(f"/proc/self/fd/{{one}}") for one in os.listdir("/proc/self/fd")
                 if os.path.islink(f"/proc/self/fd/{{one}}")]
        return len([one for one in links if "socket" in one]), [one.name for one in threading.enumerate()]
    before = left()
    def test_it(maileroo_receiver, maileroo_request):
        post(maileroo_request(), maileroo_receiver.url)
        assert left() != before
        {end}
    def test_left():
        assert left() == before
    """
    assert outcomes(run(source, "-p", "no:randomly")).get("passed") == (2 if end == "pass" else 1)
