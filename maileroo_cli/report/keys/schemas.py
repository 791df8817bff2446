"""Which schemas there are, who prints them, and which keys they have. A schema whose keys change gets a new number."""

from maileroo_cli.report.keys.check import CHECK_KEYS, CHECK_SCHEMAS
from maileroo_cli.report.keys.facts import FACT_KEYS
from maileroo_cli.report.keys.form import Key, Schema
from maileroo_cli.report.keys.load import LOAD_KEYS, LOAD_SCHEMAS
from maileroo_cli.report.keys.replay import DELIVERY_COUNTS, REPLAY_KEYS, REPLAY_SCHEMAS, REPLAYS
from maileroo_cli.report.keys.rules import RULE_KEYS
from maileroo_cli.report.keys.sent_storm import SENT_STORM_KEYS, SENT_STORM_SCHEMAS
from maileroo_cli.report.keys.storm import STORM_KEYS, STORM_SCHEMAS
from maileroo_cli.report.keys.traffic import TRAFFIC_KEYS

_GROUPS = (TRAFFIC_KEYS, REPLAY_KEYS, CHECK_KEYS, LOAD_KEYS, STORM_KEYS, SENT_STORM_KEYS, FACT_KEYS, RULE_KEYS)
KEYS: dict[str, Key] = {key.name: key for group in _GROUPS for key in group}


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_EVENT = ("event_type", "event_id")
_MAIL = (*_EVENT, "reference_id", "event_time")
_BODY = ("body", "body_base64")
_ENTRY = (
    *_words("id time peer method target"),
    *_MAIL,
    *_words("verdict cause causes secret anomaly bytes status answered_by cancelled duration_ms"),
)
_DURATIONS = tuple(f"duration_{name}_ms" for name in ("min", "p50", "p90", "p99", "max"))
_KEPT = _words("run time url state reason exit_code")
_RULE = _words("rule family severity consequence title grade suites needs")

_ALL = (
    Schema(
        "mhook.attempt/2",
        ("send", "captures resend", "demo"),
        "for each attempt",
        (
            "time",
            *_EVENT,
            *_words(
                "outcome status duration_ms ok reason risk bad_signature bad_signature_handling response traceback"
            ),
        ),
    ),
    Schema(
        "mhook.send-summary/2",
        ("send", "captures resend"),
        "at the end",
        (
            *_words("sent passed failed unanswered answer_counts"),
            *_DURATIONS,
            *_words("elapsed_s bad_signature_counts exit_code"),
        ),
    ),
    Schema(
        "mhook.request/1",
        ("send --dry-run",),
        "for each request",
        ("method", "url", "headers", *_BODY, "bad_signature"),
    ),
    Schema(
        "mhook.verify/2",
        ("verify",),
        "for each request",
        ("where", "id", *_EVENT, "verdict", "cause", "causes", "reason", "detail", "fix", "secret"),
    ),
    Schema(
        "mhook.verify-summary/2",
        ("verify", "demo"),
        "at the end",
        _words("total valid invalid unverifiable damaged probes cause_counts briefly_searched secret_counts exit_code"),
    ),
    Schema("mhook.signature/1", ("sign",), "", ("signature", "form", "text", "bytes")),
    Schema("mhook.event/2", ("events",), "for each type", ("event_type", "meaning", "grade", "fields", "sample")),
    Schema("mhook.lifecycle/2", ("events",), "for each lifecycle", ("lifecycle", "meaning", "steps")),
    Schema(
        "mhook.schedule/2",
        ("schedule",),
        "for each schedule",
        _words("schedule meaning source timezone max_attempts total_s planned_attempts facts end_facts"),
    ),
    Schema("mhook.cause/2", ("causes",), "for each cause", ("cause", "group", "reason", "explanation", "fix")),
    Schema(
        "mhook.anomaly/2",
        ("causes",),
        "with a code that `listen` refuses with",
        ("anomaly", "status", "reason", "fix"),
    ),
    Schema("mhook.rule/1", ("rules", "rules list"), "for each rule", _RULE),
    Schema(
        "mhook.rule-explained/1",
        ("rules explain",),
        "",
        (
            *_RULE,
            *_words("what_is_sent correct_answer cost false_alarms seen_in requests example lesson why snippets"),
        ),
    ),
    Schema("mhook.listen/1", ("listen",), "when it is ready", ("url", "store", "pid", "forward_to")),
    Schema(
        "mhook.inspect/1",
        ("inspect", "listen --inspect"),
        "when it is ready",
        _words("url page store pid resend_to token_file"),
    ),
    Schema(
        "mhook.arrival/2",
        ("listen",),
        "for each request",
        (*_ENTRY, "detail", "action", "kept"),
    ),
    Schema(
        "mhook.listen-summary/2",
        ("listen",),
        "at the end",
        _words(
            "total valid invalid damaged unverifiable unchecked probes event_type_counts cause_counts "
            "anomaly_counts not_kept turned_away captures_before deleted left expectations exit_code"
        ),
    ),
    Schema("mhook.capture-entry/2", ("captures list",), "for each capture", _ENTRY),
    Schema(
        "mhook.capture-shown/2",
        ("captures show",),
        "",
        (
            *_ENTRY,
            *_words("reason detail fix anomaly_reason request_line headers"),
            *_BODY,
            "trailers",
            "response",
        ),
    ),
    Schema(
        "mhook.captures-diff/2",
        ("captures diff",),
        "",
        _words(
            "first_id second_id equal request_lines header_changes headers_reordered first_bytes second_bytes "
            "first_difference same_json value_changes writing_changes"
        ),
    ),
    Schema(
        "mhook.timeline/2",
        ("captures timeline",),
        "",
        ("reference_id", "entries", "duplicates", "out_of_order", "unexpected", "missing_event_types"),
    ),
    Schema("mhook.import-damage/1", ("captures import",), "for each damaged request", ("where", "reason")),
    Schema(
        "mhook.import-summary/2",
        ("captures import",),
        "at the end",
        _words(
            "imported valid invalid unverifiable unchecked probes already_there damaged completed renamed store "
            "exit_code"
        ),
    ),
    Schema("mhook.prune-summary/2", ("captures prune",), "", ("deleted", "left", "captures_bytes", "dry_run")),
    Schema(
        "mhook.store/2",
        ("captures path",),
        "",
        ("store", "exists", "captures", "captures_bytes", "file_bytes", "held_by"),
    ),
    Schema(
        "mhook.run/2",
        ("runs list", "runs show"),
        "for each run",
        (
            *_words("run time url against application event_types schedule clock state"),
            *DELIVERY_COUNTS,
            *_words("next_planned_time next_time held_by"),
        ),
    ),
    Schema(
        "mhook.replay/2",
        (*REPLAYS, "demo"),
        "at the start",
        _words(
            "run url against application schedule max_attempts waits_s clock start_time success timeout_s faults "
            "fault_rate fault_seed deliveries no_effect_event_types finished_time"
        ),
    ),
    *REPLAY_SCHEMAS,
    *CHECK_SCHEMAS,
    *STORM_SCHEMAS,
    *SENT_STORM_SCHEMAS,
    *LOAD_SCHEMAS,
    Schema(
        "mhook.kept-storm/1",
        ("runs list",),
        "for each storm",
        _words("run time url schedule events_per_minute outage_s closed state held_by"),
    ),
    Schema("mhook.kept-check/1", ("runs list", "runs show"), "for each check that is kept", _KEPT),
    Schema("mhook.kept-load/1", ("runs list", "runs show"), "for each load that is kept", _KEPT),
    Schema("mhook.runs-deleted/1", ("runs delete",), "", ("runs", "deleted", "dry_run")),
    Schema("mhook.demo/1", ("demo",), "for each mistake", ("mistake", "cause", "reason", "fix")),
    Schema(
        "mhook.setting/1",
        ("config show",),
        "for each setting",
        _words("setting value origin origin_place profile variable"),
    ),
    Schema("mhook.init/1", ("init",), "", ("config_file", "url")),
    Schema("mhook.manual-topic/1", ("manual",), "for each topic", ("topic", "title", "summary")),
    Schema("mhook.manual-page/1", ("manual TOPIC",), "", ("topic", "title", "summary", "markdown")),
    Schema("mhook.error/2", (), "on stderr, by any command", ("error", "hint", "exit_code", "kind")),
    Schema("mhook.note/1", (), "on stderr, by any command", ("note",)),
    Schema(
        "mhook.capture/1",
        ("captures export", "generate --signed"),
        "for each request: the file format of captures, with an empty text for what is not known",
        ("id", "time", "method", "target", "headers", *_BODY, "anomaly", "anomaly_reason"),
        optional=(*_BODY, "anomaly", "anomaly_reason"),
    ),
    Schema("mhook.fixture/1", ("captures export --as fixture",), "once: the file format of fixtures", ("webhooks",)),
)
SCHEMAS: dict[str, Schema] = {schema.name: schema for schema in _ALL}
