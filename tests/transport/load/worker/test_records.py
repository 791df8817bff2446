"""How requests travel between processes: what comes out is what went in, however the pipe divides it."""

from hypothesis import given, settings
from hypothesis import strategies as st

from maileroo_cli.delivery.load.request import ReadyRequest
from maileroo_cli.transport.load.worker.records import ChunkReader, encode_end, encode_requests

REQUESTS = st.tuples(
    st.integers(0, 2**40),
    st.floats(0, 1e6),
    st.integers(0, 3),
    st.integers(0, 2**40),
    st.integers(-1, 2**40),
    st.binary(max_size=30),
)


def read_all(stream: bytes, size: int) -> tuple[list[ReadyRequest], list[str]]:
    """Return the requests and the ends of a stream that comes in pieces of ``size`` bytes."""
    reader, found, ends = ChunkReader(), [], []
    for first in range(0, len(stream), size):
        reader.add(stream[first : first + size])
        while (chunk := reader.take()) is not None:
            if chunk.number:
                found += chunk.requests()
            else:
                ends.append(chunk.data.decode())
    assert reader.take() is None
    return found, ends


@settings(max_examples=50)
@given(st.lists(REQUESTS, max_size=10), st.integers(0, 15), st.text(max_size=9), st.integers(5, 2_000))
def test_a_stream_comes_out_as_it_went_in(requests: list[ReadyRequest], times: int, reason: str, size: int) -> None:
    """Also where there are more requests than one chunk holds; the end tells its reason."""
    sent = requests * times
    stream = b"".join(encode_requests(iter(sent))) + encode_end(reason)
    assert read_all(stream, size) == (sent, [reason])
