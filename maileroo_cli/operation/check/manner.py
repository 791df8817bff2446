"""How a request of a rule goes over the wire: in which pieces it is written."""

from maileroo_cli.rules.step import PADDED_SIZE, Manner, SendOne
from maileroo_cli.transport.client.contract import WriteStrategy
from maileroo_cli.transport.fault.other_framings import ChunkedWrite, ContinueWrite, PaddedWrite
from maileroo_cli.transport.fault.partial_writes import CutOffWrite, write_then_reset


def strategy_of(step: SendOne) -> WriteStrategy | None:
    """Return what takes a request apart; ``None`` for one that goes whole."""
    size = len(step.request.body)
    match step.manner:
        case Manner.WHOLE:
            return None
        case Manner.CHUNKED:
            return ChunkedWrite(size)
        case Manner.EXPECT_CONTINUE:
            return ContinueWrite(size)
        case Manner.CUT_OFF:
            return CutOffWrite(size, by_reset=False)
        case Manner.PADDED:
            return PaddedWrite(size, PADDED_SIZE)
        case Manner.ANSWER_UNREAD:
            return write_then_reset
