"""Suppress only who bounced or complained."""

from maileroo_cli.rules.lesson.definition import Lesson, shared_by, snippet

LESSON = Lesson(
    "Stop mailing on `failed` and `complained`, and only to the recipient named",
    "`deferred` is a delay: Maileroo tries again by itself (official). A recipient suppressed for it gets no more "
    "mail because a mailbox was full for an hour. `failed` and `complained` name one recipient; the others of "
    "the same mail are not affected. There is no `bounced`.",
    shared_by(
        python=snippet(
            """
def handle(event: dict) -> None:
    if event["event_type"] in ("failed", "deferred"):  # deferred is a delay, and complained is missing
        suppress(event["event_data"]["to"])
""",
            """
def handle(event: dict) -> None:
    data = event.get("event_data") or {}
    if event.get("event_type") in ("failed", "complained") and isinstance(data.get("to"), str):
        suppress(data["to"])
""",
        ),
        script=snippet(
            """
function handle(event) {
  if (["failed", "deferred"].includes(event.event_type)) { // deferred is a delay
    suppress(event.event_data.to);
  }
}
""",
            """
function handle(event) {
  if (["failed", "complained"].includes(event.event_type) && event.event_data?.to) {
    suppress(event.event_data.to);
  }
}
""",
        ),
        php=snippet(
            """
function handle(array $event): void
{
    if (in_array($event['event_type'], ['failed', 'deferred'])) { // deferred is a delay
        suppress($event['event_data']['to']);
    }
}
""",
            """
function handle(array $event): void
{
    $to = $event['event_data']['to'] ?? null;
    if (in_array($event['event_type'] ?? '', ['failed', 'complained'], true) && is_string($to)) {
        suppress($to);
    }
}
""",
        ),
        go=snippet(
            """
func handle(e event) {
	if e.Type == "failed" || e.Type == "deferred" { // deferred is a delay
		suppress(recipient(e))
	}
}
""",
            """
func handle(e event) {
	if e.Type == "failed" || e.Type == "complained" {
		suppress(recipient(e))
	}
}
""",
        ),
    ),
)
