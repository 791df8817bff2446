"""``mhook rules`` lists the rules, and ``mhook rules explain`` teaches one."""

import pytest

from maileroo_cli.rules.catalogue import RULES
from tests.cli.calling import Mhook, check_printable


@pytest.mark.parametrize("width", ["60", "80", "120"])
def test_all_rules_are_listed(mhook: Mhook, width: str) -> None:
    """Each rule is in the list with its severity, in order, and no line is wider than the terminal."""
    ran = mhook("rules", env={"COLUMNS": width})
    assert (ran.code, ran.err) == (0, "")
    rows = [line.split()[:2] for line in ran.lines if line.startswith("  ") and line.split()[0] in RULES]
    assert rows == [[rule.id, rule.severity] for rule in RULES.values()]
    assert max(map(len, ran.lines)) <= int(width)
    assert ran == mhook("rules", "list", env={"COLUMNS": width})


def test_the_list_as_objects(mhook: Mhook) -> None:
    """With --format json each rule is an object, whether or not the command is named."""
    shown = mhook("rules", "--format", "json").objects
    assert [one["rule"] for one in shown] == list(RULES)
    assert shown == mhook("rules", "list", "--format", "json").objects
    (gate,) = [one for one in shown if one["rule"] == "SIG001"]
    assert (gate["family"], gate["suites"], gate["needs"]) == ("SIG", ["smoke", "full"], [])


@pytest.mark.parametrize("width", ["60", "80"])
def test_a_rule_is_explained(mhook: Mhook, width: str) -> None:
    """It tells what is sent, as a line for a shell too, what the mistake costs, and wrong and right code."""
    ran = mhook("rules", "explain", "sig021", env={"COLUMNS": width})
    assert (ran.code, ran.err) == (0, "")
    check_printable(ran)
    for part in ("What is sent", "What the mistake costs", "Wrong (Flask, FastAPI, Django):", "curl -sS -i -X POST"):
        assert part in ran.text
    prose = [line for line in ran.lines if not line.startswith("    ")]
    assert max(map(len, prose)) <= int(width)


def test_code_of_other_frameworks(mhook: Mhook) -> None:
    """--framework shows the code for what it names, and all shows it for each."""
    ran = mhook("rules", "explain", "SIG021", "--framework", "go,Express")
    assert "Wrong (Go):" in ran.text
    assert "Right (Express):" in ran.text
    assert "Flask" not in ran.text
    (shown,) = mhook("rules", "explain", "SIG021", "--framework", "all", "--format", "json").objects
    assert [len(one["frameworks"]) for one in shown["snippets"]] == [3, 2, 1, 1]
    assert shown["example"]["expected_status"] == 401


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["explain", "SIG04"], "there is no rule 'SIG04': did you mean SIG0"),
        (["explain", "zzz"], "there is no rule 'zzz': mhook rules lists them"),
        (["explain", "SIG001", "--framework", "flsk"], "there is no code for 'flsk': did you mean flask"),
        (["SIG004"], "there is no command 'rules SIG004': did you mean mhook rules explain SIG004?"),
        (["show"], "there is no command 'rules show': did you mean mhook rules explain?"),
    ],
)
def test_wrong_names_are_refused(mhook: Mhook, words: list[str], said: str) -> None:
    """A name that is none is refused with the nearest one."""
    ran = mhook("rules", *words)
    assert (ran.code, ran.out) == (2, b"")
    assert ran.error.startswith(said)


def test_every_rule_can_be_explained(mhook: Mhook) -> None:
    """No rule is without an explanation, in either form."""
    for rule in RULES:
        assert mhook("rules", "explain", rule, "--framework", "all").code == 0
        (shown,) = mhook("rules", "explain", rule, "--format", "json").objects
        assert shown["rule"] == rule
