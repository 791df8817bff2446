"""What every attempt is answered, as data. How a user writes it is read in ``language``."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from maileroo_cli.capture.answer.step import OK, AnswerStep


class AnswerScript(NamedTuple):
    """What is answered: the steps of each kind of request that has its own, and the ``general`` ones of all others."""

    general: tuple[AnswerStep, ...] = (OK,)
    by_kind: Mapping[str, tuple[AnswerStep, ...]] = MappingProxyType({})
