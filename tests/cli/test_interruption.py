"""Ctrl-C that is pressed more than once: what is being tidied up is not lost."""

import signal
from collections.abc import Iterator

from maileroo_cli.cli.interruption import PatientHandler, patient_interruption


def handled(times: list[float]) -> Iterator[bool]:
    """Yield for each Ctrl-C at one of these times whether it interrupts."""
    clock = iter(times)
    handler = PatientHandler(lambda: next(clock))
    for _ in times:
        try:
            handler(signal.SIGINT, None)
        except KeyboardInterrupt:
            yield True
        else:
            yield False


def test_only_the_first_and_a_late_one_interrupt() -> None:
    """What comes within a second says nothing new; later ones mean it."""
    assert list(handled([5.0, 5.02, 5.9, 6.1])) == [True, False, False, True]


def test_the_handler_is_there_for_a_while() -> None:
    """Within the block it handles Ctrl-C, and afterwards Python does again."""
    with patient_interruption():
        assert isinstance(signal.getsignal(signal.SIGINT), PatientHandler)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_what_somebody_ignores_stays_ignored() -> None:
    """As where a shell started it in the background."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with patient_interruption():
            assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)
