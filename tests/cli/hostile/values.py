"""What is given to options and arguments: values as people give them, and values that nobody expects.

``{url}`` and ``{closed}`` stand for a receiver on loopback and for a port at which nobody listens, ``{run}`` for a run
that is kept. Everything else is relative to the folder in which a command line runs, and harmless as a shell command.
"""

from collections.abc import Mapping, Sequence

TYPES = ("delivered", "opened", "deferred", "failed", "accepted", "rejected", "clicked", "complained")
FILES = ("body.json", "events.ndjson", "captures.ndjson", "request.http", "captures.har", "folder", "-", "./body.json")
IDS = ("0001", "00020", "0003000000000000", "last", "0004")
SECRETS = ("env:MAILEROO_WEBHOOK_SECRET", "file:secret.txt", "-", "{secret}", "env:OTHER")
TIMES = ("now", "-2h", "+5m", "2026-03-15T23:32:22Z", "1773617542", "2026-03-15", "-90d")
DURATIONS = ("7d", "90s", "1h", "500ms", "3600")
SIZES = ("1G", "10MiB", "64KiB", "1000", "5MB")
URLS = ("{url}", "{url}?token=1", "{closed}", "http://127.0.0.1:{port}/ä?ö", "http://localhost:{port}/")
ANSWERS = ("200", "4xx", "401|403", "refused", "timeout", "2xx")
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Pacific/Apia")
PATHS = ("event_id", "event_data.to[0]", "event_data.reason", "tags", "domain_id", "event_time", "event_data")
SHARES = ("5%", "0.05", "50%", "0", "0%")
SCHEDULES = ("maileroo", "postmark", "0s,5m,30m", "schedule.toml", "mailgun")

PLAUSIBLE: Mapping[str, Sequence[str]] = {
    "event_type": TYPES,
    "types": TYPES,
    "what": (*TYPES, *FILES),
    "files": (*FILES, "mixed.log", ".mhook/captures.db"),
    "file": FILES,
    "name": IDS,
    "names": IDS,
    "runs delete names": ("{run}", "last"),
    "first": IDS,
    "second": IDS,
    "mail": ("m" * 24, "mref", "1"),
    "run": ("last", "{run}"),
    "which": SCHEDULES,
    "topic": ("replay", "getting-started", "secret", "retries"),
    "url": URLS,
    "rule": ("SIG001", "bytes001", "EFFECT001", "SIG"),
    "code": ("secret-quoted", "body-normalised", "host-missing", "secret-prefix", "header-malformed"),
    "--lifecycle": ("engaged", "bounced", "life.toml"),
    "--mix": ("delivered=80,opened=15,bounced=5", "delivered=1", "bounced=100", "opened=1,delivered=2"),
    "--count": ("1", "2", "7"),
    "--seed": ("1", "42", "0", "-7"),
    "--at": TIMES,
    "--set": (
        *(f"{path}=x" for path in PATHS),
        "domain_id:=7",
        'event_data.to:=["a@b.test"]',
        "tags:=null",
        "x.y[2].z:=1.5",
        "event_time:=1773617542",
    ),
    "--unset": PATHS,
    "--to": ("a@b.test", "Ann <a@b.test>", "ä@b.test"),
    "--from": ("a@b.test", "Ann <a@b.test>"),
    "--domain": ("b.test", "müller.test", "xn--mller-kva.test"),
    "--tag": ("a=b", "none", "campaign=spring", "a="),
    "--reference-id": ("a" * 24, "b" * 32, "x"),
    "--locale": ("de_DE", "en_US", "ja_JP", "de"),
    "--target": ("/webhook", "/a?b=c"),
    "inspect --target": URLS,
    "--output": ("out.ndjson", "folder/out.har", "out.py", "body.json", "-"),
    "--secret": SECRETS,
    "--known-secret": SECRETS,
    "--url": URLS,
    "--forward-to": URLS,
    "--app": ("wsgiref.simple_server:demo_app", "nowhere:app", "json:loads", "json", "body.json"),
    **dict.fromkeys(("--observe-url", "--state-url"), ("{url}", "{url}?id={event_id}", "{closed}")),
    "--expect": (*ANSWERS, "delivered=3 within 0.1s", "opened>=1, all valid within 0.1s", "delivered=0 within 0.05s"),
    "--timeout": ("1", "0.5", "5"),
    "--cacert": ("cert.pem", "body.json"),
    "--header": ("X-Trace: 42", "x-maileroo-signature: abc", "Host: a.test", "Content-Type: text/plain", "X:"),
    "--wait-for": ("0", "0.05"),
    "--wait-for-answer": ("0", "0.05"),
    "--bad-signature": ("all", "missing", "flipped", "secret-itself", "upper", "empty"),
    "--duplicate": ("1", "2", "3"),
    "--rate": ("1000", "500.5"),
    "--interval": ("0", "0.001"),
    "--host": ("127.0.0.1", "localhost", "::1", "127.0.0.2"),
    **dict.fromkeys(("--port", "--inspect-port"), ("0",)),
    "--ready-file": ("url.txt", "folder/url.txt", "body.json"),
    "--respond": (
        "503",
        "500*2,reset,200",
        "deferred=hang",
        "200+delay:0.1s",
        "200+header:X:y",
        "close",
        "drip+body:x",
    ),
    "--store": (".mhook/captures.db", "new.db", "folder/new.db", "-"),
    "--keep": ("1", "10", "3"),
    "--keep-for": DURATIONS,
    "--keep-size": SIZES,
    "--max-size": SIZES,
    "--older-than": DURATIONS,
    "--max-body": SIZES,
    "--max-head": ("64KiB", "1000"),
    "--signature": ("0" * 64, "sha256=" + "a" * 64, "x"),
    "--since": TIMES,
    "--until": TIMES,
    "--text": ("delivered", "x", "m"),
    "--event-id": ("0" * 47 + "1", "1"),
    "--type": TYPES,
    "--against": ("careful", "careless", "picky", "careful:500,500,reset,200", "picky:reset"),
    "--capture": IDS,
    "--schedule": SCHEDULES,
    "--attempts": ("1", "8", "3"),
    "--clock": ("virtual", "virtual", "virtual", "scaled:100000"),
    "--fault": ("1=lost", "2-3=503", "1=refuse", "1=reset", "2=duplicate", "3=late", "1-9=gateway:502", "1=truncate"),
    "--faults": ("refuse,503*2,lost,ok", "lost", "ok", "500*9"),
    "--fault-rate": ("0.5", "0", "1"),
    "--fault-seed": ("1", "-1"),
    "--observe-cmd": ("echo 1", "false", "printf ''", "echo x", 'printf \'{"data":{"charges":2}}\''),
    "--state-cmd": ("echo active", "false"),
    **dict.fromkeys(("--secret-cmd", "--break-cmd", "--mend-cmd", "--restart-cmd"), ("true", "false")),
    "--effect-of": ("failed,complained", *TYPES),
    "--observe-path": ("data.charges", "a[0].b", "x"),
    "--settle": ("0", "0.01"),
    "--allow-no-effect": ("all", *TYPES),
    "--profile": ("staging",),
    "--select": ("SIG001", "SIG001,BYTES001", "SHAPE", "EFFECT"),
    "--ignore": ("DELIVERY", "SIG002,SIG003", "SIG"),
    "--authorize": ("127.0.0.1", "localhost", "staging.example.com"),
    "--budget": ("p95=500ms", "max=1s", "p50=1ms"),
    "--max-time": ("1", "2"),
    "--marker": ("c0ffee01", "ABCD", "0123456789abcdef"),
    "--report": ("junit=out.xml", "json=folder/out.json", "html=body.json", "sarif=-"),
    "--sarif-file": ("app/webhook.py:12", "webhook.py", "folder/x.go:1"),
    "--computed": ("mixed.log", "missing", "folder", "fifo"),
    "--baseline": ("new", "events.ndjson", "body.json"),
    "--framework": ("flask", "django,go", "all"),
    "--resume": ("last", "{run}"),
    "--runs": (".mhook/runs", "folder", "new"),
    "--picture": ("out.svg", "out.html", "folder/out.svg"),
    "--start": TIMES,
    "--timezone": ZONES,
    "--jobs": ("1", "1", "1", "2"),
    "--limit": ("0", "1", "10"),
    "load --rate": ("50/s", "3000/min", "1k/s"),
    "--ramp": ("10..100/s over 1s", "100..10/s over 0.5s"),
    "load --count": ("1", "2", "5"),
    "--wave": ("1", "2", "20"),
    "--users": ("1", "3"),
    "--for": ("0.1s", "0.2s", "100ms"),
    "--duplicates": SHARES,
    "--concurrent-duplicates": SHARES,
    "--bad": SHARES,
    "--max-errors": ("0", "10", "100%", "0.5%"),
    "--bind": ("127.0.0.1:0", "127.0.0.1", "localhost:0", "[::1]:0"),
    "--worker": ("127.0.0.1:1", "localhost:1"),
    "--join-within": ("0.1",),
    "--slow-clients": ("0", "1"),
    "--processes": ("1", "2"),
    "--traffic": ("30/min", "1/s", "0", "100/h"),
    "--outage": ("1s", "5s", "1h,2h", "30m"),
    "--campaign": ("20@-5m", "10@1s", "5@0s over 1m"),
    "--pair-gap": ("10m", "1s"),
    "--serving": ("1s", "100ms"),
    "--capacity": ("100/min", "5/s"),
    "--mode": ("refused", "500", "slow:1s"),
    "--after": ("1s", "10m"),
    "--jitter": ("20%", "0.1", "0"),
    "--scale": ("1000", "10000"),
    "--steady": ("0.1",),
    "--patience": ("0.1", "1"),
}
"""What people give to whatever takes a text, by the name of the parameter; a choice of several needs nothing here."""

FILTERS = ("--since", "--type", "--verdict", "--event-id", "--reference-id", "--until", "--text")
NEEDED: Mapping[str, Sequence[str]] = {
    "generate": ("types", "--lifecycle", "--mix"),
    "send": ("what", "--lifecycle", "--mix"),
    "replay": ("--url", "--against", "--url", "--against", "--resume"),
    **dict.fromkeys(("captures resend", "captures export"), ("names", "names", *FILTERS)),
    "captures prune": ("names", "--keep", "--all", "--older-than", "--max-size"),
    "runs delete": ("names", "--all", "--finished"),
    "verify": ("files", "--signature", "--store"),
    "load": ("--wave", "--dry-run", "--wave", "--users"),
    "storm": ("--plan", "--plan", "--resume"),
}
"""One of these says what a command is to do; two of them mostly contradict each other."""

NUMBERS = (
    "0", "-0", "-1", "1", "2147483648", "9223372036854775807", "9223372036854775808", "18446744073709551616",
    "-9223372036854775809", "1" + "0" * 30, "9" * 5000, "-" + "9" * 5000, "nan", "-nan", "inf", "-inf", "1e400",
    "1e308", "1e-400", "1e-9", "0.1", "-0.0", "0x10", "1_0", "1_000_000", "٣", "²", "१२", "\uff11", "1e", "+1", " 1 ",
    "1,5", "½", "",
)  # fmt: skip
TEXTS = (
    "", " ", "\t", "\n", "a\nb", "a\r\nb", "\x01", "\x1b[31m", "\x1b]0;owned\x07", "\x7f", "\x85", "\x9b31m",
    "\u202eabc", "\u2066x\u2069", "\u200b", "\ufeff", "\u2028", "é", "ä" * 300, "\udcff", "\udcc3\udc28", "a\udc80b",
    "\ud83d", "\U0010ffff", "😀" * 50, "\uff41", "\u017f", "\u0131", "İ", "ß", "x" * 5000, "x" * 100_000,
    "[red]x[/red]", "[/bold]", "[", "]", "{", "}", "{}", "{0}", "{event_id}", "%", "%s", "%(x)s", "%d%n", "$HOME",
    "$(x)", "`x`", "'", '"', "\\", "\\x1b", "*", "?", "**", "~", "~x", "~/x", "=", "==", "a=", "=b", ":", ":=", "a:=",
    "a:={", "a:=[", "a:=" + "[" * 5000, "a:=" + "9" * 5000, "a:=1e400", "a:=NaN", 'a:="\\ud800"', ",", ",,", ";", "|",
    "..", ".", "/", "//", "a.b.c", "a[", "a[-1]", "a[99999999]", "a[0][0]", "a[x]", ".".join("a" * 2000),
    "a" + "[0]" * 2000, "None", "null", "true", "all", "none", "last", "-", "--", "---", "-x", "--x=y",
)  # fmt: skip
FILE_NAMES = (
    "missing", "missing/x", "folder", "empty", "binary", "zeros", "deep.json", "deep.toml", "wide.toml", "long.toml",
    "closed", "fifo", "loop", "dangling", "to-folder", "caf\udce9.json", "\x1b[31m.json", "body.json/", "body.json/x",
    "x" * 255, "x" * 256, "x/" * 2500 + "x", "/dev/null", "/dev/full", "/dev/zero/x", "/proc/self/mem",
    "/proc/self/x", ".mhook/captures.db", "damaged.db", "foreign.db", "truncated.db", "socket", ".", "..", "",
    "@body.json", "*.json", "odd", "odd.toml", "odd.har", "odd.http", "odd.ndjson", "odd.pem", "utf-16.toml",
    "bom.toml", "crlf.toml",
)  # fmt: skip
URL_TEXTS = (
    "http://", "http:///x", "https://", "http:/x", "http:x", "//x", "ftp://127.0.0.1/", "HTTP://127.0.0.1:{port}/",
    "http://127.0.0.1:{port}", "http://127.0.0.1:0/", "http://127.0.0.1:65536/", "http://127.0.0.1:-1/",
    "http://[::1", "http://127.0.0.1:99999999999999999999/", "http://127.0.0.1:٣/", "http://127.0.0.1:²/",
    "http://127.0.0.1: 1/", "http://127.0.0.1:/", "http://user:password@127.0.0.1:{port}/",
    "http://@127.0.0.1:{port}/", "http://[::1]:{port}/", "http://[::1%25lo]:{port}/", "http://[fe80::1%lo]:{port}/",
    "http://[v1.x]:1/", "http://[::ffff:127.0.0.1]:{port}/", "http://[]/", "http://[x]/", "http://]/",
    "http://0x7f000001:{port}/", "http://2130706433:{port}/", "http://127.1:{port}/", "http://é.invalid/",
    "http://xn--a.invalid/", "http://xn--\udcff.invalid/", "http://\udcff/", "http://a\udcffb.invalid/",
    "http://-a.invalid/", "http://a..invalid/", "http://.invalid/", "http://.", "http://" + "a" * 64 + ".invalid/",
    "http://" + "a." * 200 + "invalid/", "http://\uff41.invalid/", "http://a。invalid/", "http://\u00ad.invalid/",
    "http://☃/", "http://\u202einvalid/", "http://a\u200db.invalid/", "http://ß.invalid/", "http://İ.invalid/",
    "http://*.invalid/", "http://127.0.0.1:{port}/\udcff", "http://127.0.0.1:{port}/%",
    "http://127.0.0.1:{port}/%ff%00", "http://a b/", "http://127.0.0.1:{port}/a b", "http://127.0.0.1:{port}/\x1b",
    "http://127.0.0.1:{port}/#x", "http://127.0.0.1:{port}?x", "http://127.0.0.1:{port}/" + "x" * 100_000,
    "http://127.0.0.1:{port}/?" + "ä" * 5000, "http://127.0.0.1\\@x/", "https://127.0.0.1:{port}/", "http://%6c/",
    "http://127.0.0.1%00/", "http://127.0.0.1:{port}//x//", "http://\x00/", "http://localhost:{port}/../..",
    "http://localhost./", "http://LOCALHOST:{port}/", "javascript:x", "file:///dev/null",
)  # fmt: skip
HOSTS = (
    "", " ", "\udcff", "a\udcff.invalid", "é", "é.invalid", "*", "0", "0.0.0.0.0", "127.1", "999.1.1.1", "::",
    "[::1]", "::1%lo", "::1%", "fe80::1%nope", ":::", "a" * 64, "a" * 64 + ".invalid", "a." * 200, ".", "..", "a..b",
    "-", "<broadcast>", "127.0.0.1:1", "http://127.0.0.1", "☃", "\uff41", "\u202e", "localhost.", "xn--a",
    "127.0.0.1\n", "1.2.3.4", "224.0.0.1", "::ffff:127.0.0.1", "\x01",
)  # fmt: skip
REFERENCES = (
    "env:", "env:MISSING", "env:EMPTY", "env:SPACES", "env:\udcff", "env:A=B", "env:" + "x" * 70_000, "file:",
    "file:missing", "file:folder", "file:odd", "file:odd", "file:empty", "file:secret-nul", "file:binary",
    "file:fifo", "file:/dev/null", "file:/dev/full", "file:closed", "file:-", "file:\udcff", "ENV:MISSING", "file",
    "env", "-", "--", "", "\udcff", "é", "x" * 100_000, "\x01", "File:secret.txt",
)  # fmt: skip
MOMENTS = (
    "0", "-1", "1e400", "nan", "inf", "-inf", "99999999999999999999", "9" * 5000, "253402300800", "-62135596801",
    "-62135596800", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59Z",
    "9999-12-31T23:59:59.999999-14:00", "10000-01-01", "2026-02-30", "2026-13-01", "2026-03-15T25:00:00Z",
    "2026-03-15T23:59:60Z", "2026-03-15T23:32:22+25:00", "2026-03-15T23:32:22+00:00:30", "2026-W10", "20260315",
    "2026-3-1", "-1000000d", "+1000000d", "-" + "9" * 400 + "d", "+1e400s", "-1e308h", "+nan", "+infs", "٣d", "²d",
    "1d1d", "1.5.5d", "--2h", "- 2h", "today", "2026-03-15t23:32:22z", "2026-03-15 23:32:22",
)  # fmt: skip
AMOUNTS = (
    "0", "-1", "1e400", "nan", "inf", "1e9d", "9" * 5000, "9" * 400 + "G", "1e400s", "0.0000001s", "1.5.5M", "1X",
    "GiB", "1 G", "1gIb", "-1G", "1EiB", "1YB", "999999999T", "٣M", "²s", "1h30", "1h30m", "1m1m", "7D", "7 d", "+7d",
    "1_0d", "0s", "0B", "1B",
)  # fmt: skip
SCRIPTS = (
    "*", "200*", "200*0", "200*-1", "200*9999999999999", "99", "600", "1000", "-200", "200,", ",200", "200,,200",
    "hang*2", "200+", "200+delay:", "200+delay:-1s", "200+delay:1e400", "200+delay:nan", "200+delay:99999d",
    "200+header:", "200+header:X", "200+header::y", "200+header:X:\r\nY: z", "200+header:X:\udcff",
    "200+header:Content-Length:5", "200+body:", "200+body:\udcff", "200+x:y", "x=200", "=200", "delivered=",
    "delivered=x", "204+body:x", "304", "100", "101", "200+body:" + "x" * 100_000, "٣٠٠", "²00", "200*²", "*=200",
    "delivered=1 within", "within 1s", "delivered=1 within nan", "delivered=1 within -1s",
    "delivered=1 within 1e400s", "delivered>=", "delivered=9999999999999999999999", "delivered=²", "delivered=-1",
    "all valid", "no duplicates", "delivered=1,delivered=2", "x>=1", "0=lost", "-1=lost", "1-=lost", "2-1=lost",
    "1-99999999999=lost", "1=", "1=x", "=lost", "1=gateway", "1=gateway:", "1=gateway:9999", "1=gateway:²", "²=lost",
    "1=200", "1=ok", "1=99", "lost*", "lost*0", "lost*99999999", "ok,,ok", "careful:", "careful:x", ":500", "x",
    "scaled:", "scaled:0", "scaled:-1", "scaled:nan", "scaled:inf", "scaled:1e400", "scaled:1e-300", "scaled:²",
    "Virtual", "virtual:1", "0s", "5m", "0s,", "0s,0s", "5m,0s", "0s,-1s", "0s,1e400s", "0s," * 5000 + "9d",
    "0s,99999999999999d", "0s,nan", "0s,²s", "maileroo.toml", "delivered=0", "delivered=-1", "delivered=1e400",
    "delivered=nan", "delivered=x,", "a=1,a=1", "delivered=1,delivered=1", "delivered",
    "delivered=99999999999999999999", "delivered=0.0000000001,opened=1e308", "bounced=inf", "unknown=1", "²=1",
    "2xx|", "|", "|".join(["200"] * 5000), "6xx", "0xx", "xxx", "2XX", "refused|200", "-200|4xx", "X-A\n: b",
    "X\udcff: y", "X: \udcff", "X: \x01", ": y", "X", "Host: \udcff", "X: " + "y" * 100_000, "Content-Length: 1",
    "Transfer-Encoding: chunked", "Connection: close", "Expect: 100-continue", "ä: b", "X: ä", "X: 😀", "X Y: z",
    "a@b", "@", "a@", "a@b.test, c@d.test", "<a@b.test>", "A <a@b.test", "a@b@c", "ä@ä", "a@\udcff", "\n <a@b.test>",
    "a" * 300 + "@b.test", "a@" + "b" * 300, "b..test", "-b.test",
)  # fmt: skip
COMMANDS = (
    "",
    " ",
    "exit 300",
    "kill -9 $$",
    "echo 1 2",
    "echo -1",
    "echo 1e400",
    "printf '\\377'",
    "printf '\\033[31m'",
    "echo nan",
    "echo ²",
    "'",
    "(",
    "x\udcff",
    "printf %05000d 9",
)
"""Commands for ``--observe-cmd`` and its like, all of them harmless: what is given there is run."""

ALL_TEXTS = (*TEXTS, *NUMBERS, *FILE_NAMES, *URL_TEXTS, *HOSTS, *REFERENCES, *MOMENTS, *AMOUNTS, *SCRIPTS)
_ODD_REQUESTS = ("odd", "odd.har", "odd.http", "odd.ndjson") * 12
_ODD_TOML = ("odd.toml",) * 40
_ODD_STORES = ("damaged.db", "truncated.db", "foreign.db") * 10
OWN_KINDS: Mapping[str, Sequence[str]] = {
    **dict.fromkeys(("url", "--url", "--forward-to", "--observe-url", "--state-url", "inspect --target"), URL_TEXTS),
    **dict.fromkeys(("--host", "--authorize"), HOSTS),
    **dict.fromkeys(("--secret", "--known-secret"), REFERENCES),
    **dict.fromkeys(("--at", "--since", "--until", "--start"), MOMENTS),
    **dict.fromkeys(("--keep-for", "--keep-size", "--max-size", "--older-than", "--max-body", "--max-head"), AMOUNTS),
    **dict.fromkeys(("what", "files", "file"), (*FILE_NAMES, *_ODD_REQUESTS)),
    **dict.fromkeys(("--lifecycle", "--schedule", "which"), (*FILE_NAMES, *_ODD_TOML)),
    **dict.fromkeys(("--output", "--ready-file", "--runs", "--picture", "--timezone", "--locale"), FILE_NAMES),
    "--store": (*FILE_NAMES, *_ODD_STORES),
    "--cacert": (*FILE_NAMES, *("odd.pem",) * 20),
    **dict.fromkeys(("--respond", "--expect", "--fault", "--faults", "--against", "--clock", "--header"), SCRIPTS),
    **dict.fromkeys(("--mix", "--to", "--from", "--domain"), SCRIPTS),
}
"""Hostile values that look like what the parameter takes; every parameter gets some of all others, too."""

READING = (
    "verify odd", "verify odd.har", "verify odd.http", "verify odd.ndjson", "verify odd.har odd.http odd.ndjson",
    "verify odd --signature x", "verify captures.ndjson --secret file:odd",
    "verify captures.ndjson --known-secret file:odd", "captures import odd.har --store new.db",
    "captures import odd.ndjson odd.http --store new.db", "sign odd", "sign odd --as curl",
    "sign body.json --secret file:odd --as http", "send odd --url {url}", "send odd.ndjson --url {url}",
    "send odd.har --url {url} --skip-damaged", "send odd.http --url {url} --re-sign", "generate --lifecycle odd.toml",
    "send --lifecycle odd.toml --url {url}", "replay --lifecycle odd.toml --against careful --together",
    "schedule odd.toml", "replay --schedule odd.toml --against careless --fault 1=lost",
    "send opened --url {url} --cacert odd.pem", "replay odd.ndjson --against careful", "verify --store damaged.db",
    "captures list --store damaged.db",
)  # fmt: skip
"""Lines that read files which are damaged in another way each time."""
