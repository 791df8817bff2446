"""Why a signature does not verify: known mistakes are computed until one leads to the signature that is there.

A match of at least 32 bits is proof, so a cause is never guessed; a few causes are plain facts about the request, such
as a missing header. The wrong keys, bodies and readings are made in ``candidates`` and combined in ``search``. A cause
never makes a signature valid.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from maileroo_cli.webhook.diagnosis.candidates.header.reading import read_texts
from maileroo_cli.webhook.diagnosis.candidates.signed_timestamp import header_times
from maileroo_cli.webhook.diagnosis.candidates.signed_url import add_example_urls, add_urls, request_urls
from maileroo_cli.webhook.diagnosis.causes.catalogue import CAUSES, Cause
from maileroo_cli.webhook.diagnosis.evidence import NOTHING_ODD, find_evidence, hint_at
from maileroo_cli.webhook.diagnosis.finding import Candidate, Finding, Findings, fundamental_first
from maileroo_cli.webhook.diagnosis.history import SearchHistory
from maileroo_cli.webhook.diagnosis.search import LARGEST_SEARCHED, Search
from maileroo_cli.webhook.diagnosis.side import tell_facts
from maileroo_cli.webhook.signing.request import header_values
from maileroo_cli.webhook.signing.secret import Secret
from maileroo_cli.webhook.signing.signature import SIGNATURE_HEADER, SecretLike, as_secrets, verify

_MAX_HEADERS = 100
_MAX_DUPLICATES = 8
TOO_LARGE = (
    f"the body is larger than {LARGEST_SEARCHED // 1024**2} MiB, so only mistakes in the header and the"
    " secrets were searched"
)


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The answer of :func:`diagnose`: the causes, the most fundamental first; none if the signature is valid.

    Each cause has a ``code``, a ``sentence`` and a ``fix``. ``detail`` adds short facts that are safe to print;
    ``secret`` is the reference of the secret that the cause was found with, if it was found by computing; ``computed``
    tells whether it was. ``brief`` tells that not everything was tried, since others of the same stream had no
    explanation.
    """

    causes: tuple[Cause, ...]
    detail: str = ""
    secret: str | None = None
    computed: bool = False
    brief: bool = False


def diagnose(
    body: bytes,
    header: str | bytes | None,
    secrets: SecretLike | Iterable[SecretLike],
    *,
    known_secrets: SecretLike | Iterable[SecretLike] = (),
    headers: Mapping[str, str] | Iterable[tuple[str, str]] = (),
    method: str | None = None,
    url: str | None = None,
    thorough: bool = True,
    other_bodies: Iterable[bytes] = (),
) -> Diagnosis:
    """Say why ``header`` is not the signature of ``body`` under one of ``secrets``.

    >>> from maileroo_cli import sign
    >>> [cause.code for cause in diagnose(b"{}", "sha256=" + sign(b"{}", "secret"), "secret").causes]
    ['header-prefixed']
    >>> diagnose(b"{}", sign(b"{}", "old secret"), "secret", known_secrets=["old secret"]).causes[0].code
    'secret-other-known'

    - ``known_secrets``: other secrets that may have been used.
    - ``headers``: the request's, as pairs or a mapping, for duplicates, timestamps and Content-Length. Where ``header``
      is ``None``, the signature among them is meant.
    - ``method`` and ``url`` (or its path alone): the request's own, since some services sign them too.
    - ``thorough``: false leaves out rare mistakes, and combinations of mistakes except for those of the header: many
      times faster, for long streams.
    - ``other_bodies``: those that came with the same input; the signature may belong to one of them.

    Never raises on any bytes as body or header; an empty secret, or none at all, raises ``EmptySecretError``. The work
    is bounded: above 8 kB some rare mistakes and above 16 kB some combinations are left out, above 1 MiB all of them,
    above 10 MiB all but the cheapest mistakes, above 16 MiB all but those of the header and the secrets; from 64 kB on
    ``detail`` says so.
    """
    held = as_secrets(secrets)
    pairs = tuple(headers.items() if isinstance(headers, Mapping) else headers)[:_MAX_HEADERS]
    given = _given(header, pairs)
    if verify(body, given, held):
        return Diagnosis(())
    keys = _plain_keys(held, known_secrets)
    if not given or not given.strip():
        return _without_header(body, keys, pairs, Finding("header-missing" if given is None else "header-empty"))
    if any(verify(other, given, held) for other in other_bodies):
        return _diagnosis((Finding("signature-of-another"),))
    search = _search(body, given, keys, pairs, _url_bodies(method, url, pairs))
    found = search.run(thorough=thorough)
    return (
        _diagnosis(found.findings, found.source, computed=True)
        if found
        else _tell_unexplained(body, given, pairs, held, search)
    )


def diagnose_in_stream(
    body: bytes,
    header: str | bytes,
    secrets: Sequence[Secret],
    history: SearchHistory,
    *,
    known_secrets: Sequence[Secret] = (),
    headers: Iterable[tuple[str, str]] = (),
    method: str | None = None,
    url: str | None = None,
    thorough: bool = True,
) -> Diagnosis | None:
    """Say the same of one request of a stream, and add what comes of it to ``history``.

    When ``thorough`` is false only mistakes of the header are tried, and what explained others before; ``None`` where
    that leads to nothing. The signature is there, and none of the ``secrets`` verifies it.
    """
    pairs = tuple(headers)[:_MAX_HEADERS]
    keys = _plain_keys(list(secrets), known_secrets)
    search = _search(body, header, keys, pairs, _url_bodies(method, url, pairs))
    found = search.run(thorough=True) if thorough else search.recall(history)
    if found:
        if found.origin is not None:
            history.learn(found.origin)
        return _diagnosis(found.findings, found.source, computed=True)
    return _tell_unexplained(body, header, pairs, list(secrets), search) if thorough else None


def diagnose_digests(
    signatures: Sequence[str], header: str, secrets: Sequence[Secret], known_secrets: Sequence[Secret]
) -> Diagnosis:
    """Say the same of a body that is too large to be held: ``signatures`` are its own under each secret, in order.

    Only mistakes of the header are looked for, and the known secrets.
    """
    keys = _plain_keys(list(secrets), known_secrets)
    if not header.strip():
        return _diagnosis((Finding("header-empty"),))
    search = _search(b"", header, keys, (), add_example_urls)
    if found := search.run_plain(signatures):
        return _diagnosis(found.findings, found.source, computed=True)
    evidence = find_evidence(b"-", header, ())
    return _diagnosis(evidence or (Finding("unexplained", TOO_LARGE),), further=(TOO_LARGE,) if evidence else ())


def _given(header: str | bytes | None, pairs: Sequence[tuple[str, str]]) -> str | bytes | None:
    values = header_values(pairs, SIGNATURE_HEADER)
    return values[0] if header is None and values else header


def _tell_unexplained(
    body: bytes, given: str | bytes, pairs: Sequence[tuple[str, str]], held: list[Secret], search: Search
) -> Diagnosis:
    """Return what is visible of a request, where no computation led to its signature."""
    evidence = find_evidence(body, given, pairs)
    hints = hint_at(body, pairs, held)
    if not evidence:
        return _diagnosis((_unexplained(hints or [NOTHING_ODD], search),))
    return _diagnosis(evidence, further=hints if body and evidence[0].code.startswith("header-") else ())


def _plain_keys(held: list[Secret], known: SecretLike | Iterable[SecretLike]) -> list[Candidate]:
    """Return the secrets as keys: those that verified first, then the others that are known."""
    keys = [Candidate(secret.reveal(), (), secret.reference) for secret in held]
    others: Iterable[SecretLike] = (known,) if isinstance(known, Secret | str | bytes) else known
    for number, other in enumerate(others, 1):
        if isinstance(other, str | bytes) and not other:
            continue
        secret = other if isinstance(other, Secret) else Secret(other, f"known secret {number}")
        if secret not in held:
            finding = Finding("secret-other-known", secret.reference)
            keys.append(Candidate(secret.reveal(), (finding,), secret.reference))
    return keys


def _search(
    body: bytes,
    given: str | bytes,
    keys: list[Candidate],
    pairs: Sequence[tuple[str, str]],
    url_bodies: Callable[[bytes], Iterator[Candidate]],
) -> Search:
    texts = read_texts(given)
    duplicates = [value for value in header_values(pairs, SIGNATURE_HEADER) if value != given]
    duplicated = Finding("header-duplicated")
    extra = [text.with_finding(duplicated) for value in duplicates[:_MAX_DUPLICATES] for text in read_texts(value)]
    return Search(body, texts + extra, keys, pairs, url_bodies)


def _url_bodies(
    method: str | None, url: str | None, pairs: Sequence[tuple[str, str]]
) -> Callable[[bytes], Iterator[Candidate]]:
    """Return what joins a body with the request's URL, or with those of examples where it is not known."""
    if url:
        return partial(add_urls, method=method, urls=request_urls(method, url, pairs), times=header_times(pairs))
    return add_example_urls


def _without_header(
    body: bytes, keys: list[Candidate], pairs: Sequence[tuple[str, str]], finding: Finding
) -> Diagnosis:
    """Look for the signature in the other headers."""
    for name, value in pairs:
        found = Search(body, read_texts(value), keys, ()).run_plain()
        if found:
            detail = name if name.isascii() and name.replace("-", "").replace("_", "").isalnum() else ""
            return _diagnosis((Finding("header-other-name", detail[:64]), *found.findings), found.source, computed=True)
    return _diagnosis((finding,))


def _unexplained(hints: list[str], search: Search) -> Finding:
    if search.too_large:
        hints = [TOO_LARGE]
    elif search.limited:
        hints.append("not every cause was tried, because the body is large or there are many secrets")
    return Finding("unexplained", "; ".join(hints))


def tell_evidence(findings: Findings) -> Diagnosis:
    """Return the diagnosis of what a request shows by itself, without a search in full."""
    return replace(_diagnosis(findings), brief=True)


def _diagnosis(
    findings: Findings, source: str | None = None, further: Sequence[str] = (), *, computed: bool = False
) -> Diagnosis:
    ordered = fundamental_first(findings)
    told = tell_facts(ordered, source)
    details = [f"{code}: {fact}" if len(ordered) > 1 else fact for code, fact in told if fact]
    return Diagnosis(
        tuple(CAUSES[finding.code] for finding in ordered), "; ".join([*details, *further]), source, computed
    )
