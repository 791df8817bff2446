"""What is to be told once of all bad signatures of a sending together. What came of each is counted in ``send``."""

from collections import Counter
from collections.abc import Iterable

from maileroo_cli.delivery.attempt.refusal import SignatureVerdict


def advise_on_signatures(verdicts: Iterable[Counter[SignatureVerdict]], *, expected_by_user: bool = False) -> str:
    """Return what to tell where all bad signatures met the same answer, so that nothing is known; else nothing.

    Where the user said how attempts have to end, acceptance needs no advice.
    """
    counts = sum(verdicts, Counter[SignatureVerdict]())
    total, lenient = counts.total(), counts[SignatureVerdict.LENIENT]
    if not total:
        return ""
    if counts[SignatureVerdict.REFUSED] == total:
        told = f"all {total} were refused" if total > 1 else "only a bad signature was sent"
        return f"{told}: to see whether a good one is accepted, send again without --bad-signature"
    if expected_by_user or counts[SignatureVerdict.ACCEPTED] + lenient != total:
        return ""
    if lenient == total:
        return "nothing was refused; --bad-signature wrong-secret shows whether anything is"
    return f"all {total} bad signatures were accepted: is any signature checked at this URL?" if total > 1 else ""


def advise_on_other_answers(answers: Counter[tuple[str, str]], sent: int) -> str:
    """Return what to change where one thing answered in place of the check each time; else nothing.

    ``answers`` counts, by their word and by what to do about them, those that show nothing of a check.
    """
    if len(answers) != 1:
        return ""
    ((word, what_to_change), times) = next(iter(answers.items()))
    if times != sent or not what_to_change:
        return ""
    all_of_them = f"all {times} answers were {word}, so " if times > 1 else ""
    return f"{all_of_them}nothing shows that signatures are checked: {what_to_change}"
