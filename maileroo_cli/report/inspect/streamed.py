"""What is new in a store as events of a stream: each is one object of JSON, with a name of its own."""

import json
from collections.abc import Iterable
from functools import lru_cache
from typing import assert_never

from maileroo_cli.capture.listing.reader import ListedRow
from maileroo_cli.operation.inspect.news import AnsweredCaptures, ListReset, NewCaptures, News
from maileroo_cli.report.inspect.depth.covering import EntryCover
from maileroo_cli.report.inspect.listed import row_fields

SCHEMA = "mhook.inspector-stream/1"
ANSWERED_SCHEMA = "mhook.inspector-answered/1"
RESET_SCHEMA = "mhook.inspector-reset/1"
COMMENT = b": mhook\n\n"
"""What keeps a stream alive on which nothing happens."""

_encode = json.JSONEncoder(separators=(",", ":")).encode


def stream_event(news: News, cover: EntryCover) -> bytes:
    """Return one event; new captures have an id, the newest row, with which somebody can go on later."""
    match news:
        case NewCaptures():
            fields = {
                "schema": SCHEMA,
                "total": news.total,
                "newest_row": news.newest_row,
                "verdict_counts": news.verdict_counts,
                "left_out": news.left_out,
            }
            return _event("captures", f"{_encode(fields)[:-1]},{_captures(news.rows, cover)}}}", news.newest_row)
        case AnsweredCaptures():
            return _event("answered", f'{{"schema":"{ANSWERED_SCHEMA}",{_captures(news.rows, cover)}}}')
        case ListReset():
            return _event("reset", _encode({"schema": RESET_SCHEMA, "reason": news.reason}))
        case _:
            assert_never(news)


def _event(name: str, data: str, row: int | None = None) -> bytes:
    place = "" if row is None else f"id: {row}\n"
    return f"event: {name}\n{place}data: {data}\n\n".encode("ascii")


def _captures(rows: Iterable[ListedRow], cover: EntryCover) -> str:
    return f'"captures":[{",".join(_capture(one, cover) for one in rows)}]'


@lru_cache(maxsize=512)
def _capture(one: ListedRow, cover: EntryCover) -> str:
    """Return a capture in JSON; the same one is told to each of those that follow."""
    return _encode(None if one.entry is None else row_fields(one.row, one.entry, cover))
