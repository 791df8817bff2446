"""Answer 200 to events that you do not know."""

from maileroo_cli.rules.lesson.definition import Lesson, shared_by, snippet

LESSON = Lesson(
    "Ignore what you do not know, and answer 200",
    "More event types may come (official), and nothing says that every event has each field. Any answer other than "
    "200 to a signed event brings it back eight times over 14 hours. There is no `bounced`: a bounce is `failed`.",
    shared_by(
        python=snippet(
            """
HANDLERS = {"delivered": mark_delivered, "failed": stop_mailing}


def handle(event: dict) -> None:
    HANDLERS[event["event_type"]](event["event_data"])  # KeyError: 500
""",
            """
HANDLERS = {"delivered": mark_delivered, "failed": stop_mailing}


def handle(event: dict) -> None:
    handler = HANDLERS.get(event.get("event_type"))
    if handler is not None:
        handler(event.get("event_data") or {})
""",
        ),
        script=snippet(
            """
const handlers = { delivered: markDelivered, failed: stopMailing };

function handle(event) {
  handlers[event.event_type](event.event_data); // TypeError: 500
}
""",
            """
const handlers = new Map([["delivered", markDelivered], ["failed", stopMailing]]);

function handle(event) {
  handlers.get(event.event_type)?.(event.event_data ?? {});
}
""",
        ),
        php=snippet(
            """
function handle(array $event): void
{
    match ($event['event_type']) { // UnhandledMatchError: 500
        'delivered' => mark_delivered($event['event_data']),
        'failed' => stop_mailing($event['event_data']),
    };
}
""",
            """
function handle(array $event): void
{
    match ($event['event_type'] ?? null) {
        'delivered' => mark_delivered($event['event_data'] ?? []),
        'failed' => stop_mailing($event['event_data'] ?? []),
        default => null,
    };
}
""",
        ),
        go=snippet(
            """
var handlers = map[string]func(json.RawMessage){"delivered": markDelivered, "failed": stopMailing}

func handle(e event) {
	handlers[e.Type](e.Data) // panics: the connection is closed without an answer
}
""",
            """
var handlers = map[string]func(json.RawMessage){"delivered": markDelivered, "failed": stopMailing}

func handle(e event) {
	if handler, known := handlers[e.Type]; known {
		handler(e.Data)
	}
}
""",
        ),
    ),
)
