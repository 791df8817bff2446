"""Bytes that wait."""

from maileroo_cli.transport.file.spool import FileSpool


def test_what_was_kept_comes_back() -> None:
    """All pieces come in order, in memory or not, and as often as they are asked for."""
    pieces = [b"one\n", b"", b"two\n" * 500_000, b"three"]
    with FileSpool() as spool:
        for piece in pieces:
            spool.write(piece)
        assert b"".join(spool.pieces()) == b"".join(pieces)
        assert b"".join(spool.pieces()) == b"".join(pieces)


def test_nothing_was_kept() -> None:
    """Where nothing is kept no file is made."""
    with FileSpool() as spool:
        assert list(spool.pieces()) == []
