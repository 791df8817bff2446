"""What is trusted over TLS, and why a TLS connection failed. Plain HTTP never loads a certificate."""

from __future__ import annotations

import sys
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from maileroo_cli.delivery.attempt.outcome import AttemptProblem
from maileroo_cli.errors import InputError

if TYPE_CHECKING:
    import ssl

_VERIFY_CODES = {
    9: AttemptProblem.NOT_YET_VALID,
    10: AttemptProblem.EXPIRED,
    18: AttemptProblem.SELF_SIGNED,
    19: AttemptProblem.UNKNOWN_ISSUER,
    20: AttemptProblem.UNKNOWN_ISSUER,
    21: AttemptProblem.UNKNOWN_ISSUER,
    62: AttemptProblem.WRONG_HOST,
    64: AttemptProblem.WRONG_HOST,
}
_WORDS = {
    "wrong version number": AttemptProblem.PLAIN_HTTP,
    "http request": AttemptProblem.PLAIN_HTTP,
    "unknown protocol": AttemptProblem.PLAIN_HTTP,
    "packet length too long": AttemptProblem.PLAIN_HTTP,
    "unsupported protocol": AttemptProblem.OLD_TLS,
    "alert protocol version": AttemptProblem.OLD_TLS,
    "unrecognized name": AttemptProblem.WRONG_HOST,
    "no application protocol": AttemptProblem.HTTP2_ONLY,
    "certificate required": AttemptProblem.CLIENT_CERTIFICATE,
}
"""What OpenSSL says of a failure. Python does not know all of its codes, so the words are looked at."""


@dataclass(slots=True)
class Trust:
    """Which certificates are believed: by default those of this machine and of certifi.

    ``cacert`` names a PEM file of authorities that alone are trusted, as with curl; ``authorities`` is the text of such
    a file, which may come from another machine. ``insecure`` believes everything.
    The context is made once, when first needed, and shared by every connection and thread.
    """

    cacert: str | None = None
    insecure: bool = False
    authorities: str | None = None
    _context: ssl.SSLContext | None = field(default=None, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def context(self) -> ssl.SSLContext:
        """Return the shared context; a ``cacert`` that cannot be used raises ``InputError``."""
        with self._lock:
            if self._context is None:
                self._context = self._make()
            return self._context

    def _make(self) -> ssl.SSLContext:
        import ssl

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        if self.insecure:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        else:
            _verify(context, self.cacert, self.authorities)
        context.set_alpn_protocols(["http/1.1"])
        return context


def later_tls_problem(error: OSError) -> AttemptProblem:
    """Return why a connection failed whose handshake was whole; with TLS 1.3 a certificate is refused only then."""
    problem = tls_problem(error)
    return problem if problem is AttemptProblem.CLIENT_CERTIFICATE else AttemptProblem.HANDSHAKE


def tls_problem(error: OSError) -> AttemptProblem:
    """Return why the TLS handshake that raised ``error`` failed."""
    code = getattr(error, "verify_code", None)
    if code is not None:
        return _VERIFY_CODES.get(code, AttemptProblem.UNKNOWN_ISSUER)
    told = str(error).lower()
    return next((problem for words, problem in _WORDS.items() if words in told), AttemptProblem.HANDSHAKE)


def _verify(context: ssl.SSLContext, cacert: str | None, authorities: str | None) -> None:
    """Let ``context`` verify as ``ssl.create_default_context`` would have it.

    That function itself writes the keys of every connection into a file where ``SSLKEYLOGFILE`` names one.
    """
    import ssl

    if sys.version_info >= (3, 13):
        context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN | ssl.VERIFY_X509_STRICT
    if cacert is not None:
        _trust(context, cacert)
    elif authorities is not None:
        try:
            context.load_verify_locations(cadata=authorities)
        except (ssl.SSLError, ValueError):
            raise InputError(
                "what was given as certificate authorities contains none", "give the text of a PEM file"
            ) from None
    else:
        import certifi

        context.load_default_certs()
        context.load_verify_locations(certifi.where())


def _trust(context: ssl.SSLContext, cacert: str) -> None:
    import ssl

    try:
        context.load_verify_locations(cacert)
    except ssl.SSLError:
        hint = "give a PEM file, which begins with -----BEGIN CERTIFICATE-----"
        raise InputError(f"--cacert {cacert!r} contains no certificates", hint) from None
    except OSError as error:
        raise InputError(f"cannot read --cacert {cacert!r} ({error.strerror})", "check the path") from None
    except ValueError:
        raise InputError("what follows --cacert is not a path", "give the path of a PEM file") from None
