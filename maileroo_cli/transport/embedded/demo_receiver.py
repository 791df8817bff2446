"""A small receiver inside this process: it checks each signature, answers 200 or 401, and keeps what arrived.

It serves the demonstration, on 127.0.0.1 alone; it is no server for untrusted networks.
"""

import threading
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

from maileroo_cli.capture.record import CaptureRecord
from maileroo_cli.webhook.signing.secret import Secret
from maileroo_cli.webhook.signing.signature import SIGNATURE_HEADER, Verifier
from maileroo_cli.webhook.text.instant import format_instant

PATH = "/webhook"
_LARGEST = 10 * 1024 * 1024


class DemoReceiver:
    """Listens while it is entered; ``url`` is where, ``captured`` what has arrived, in order."""

    def __init__(self, secrets: Sequence[Secret]) -> None:
        self.captured: list[CaptureRecord] = []
        verify = Verifier(secrets).verify
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1
            timeout = 10

            def do_POST(self) -> None:
                record = receiver._capture(self)
                valid = verify(record.content, record.header(SIGNATURE_HEADER)).valid
                answer = b"ok\n" if valid else b"bad signature\n"
                self.send_response(200 if valid else 401)
                self.send_header("Content-Type", "text/plain")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing: the caller reports."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}{PATH}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _capture(self, handler: BaseHTTPRequestHandler) -> CaptureRecord:
        import time

        size = min(int(handler.headers.get("Content-Length") or 0), _LARGEST)
        record = CaptureRecord.of(
            id=f"request-{len(self.captured) + 1}",
            time=format_instant(time.time()),
            method=handler.command,
            target=handler.path,
            headers=tuple(handler.headers.raw_items()),
            body=handler.rfile.read(size),
        )
        self.captured.append(record)
        return record
