"""Answer exactly 200, whatever became of the event."""

from maileroo_cli.rules.lesson.definition import Lesson, shared_by, snippet

LESSON = Lesson(
    "Answer 200, and no other status",
    "Success is exactly 200 (official). Frameworks like to answer 201 to a POST and 204 to an empty answer, "
    "queues 202, and code that ignores a type or knows an event already answers 4xx: each brings the event "
    "back, eight more times over 14 hours.",
    shared_by(
        python=snippet(
            """
def accept(event: dict, body: bytes) -> int:
    if not store(event["event_id"], body):
        return 409  # a copy: retried for 14 hours
    handle(event)
    return 202  # queued: retried for 14 hours
""",
            """
def accept(event: dict, body: bytes) -> int:
    if store(event["event_id"], body):
        handle(event)
    return 200
""",
        ),
        script=snippet(
            """
async function accept(event, body) {
  if (!(await store(event.event_id, body))) return 409; // a copy: retried for 14 hours
  handle(event);
  return 202; // queued: retried for 14 hours
}
""",
            """
async function accept(event, body) {
  if (await store(event.event_id, body)) handle(event);
  return 200;
}
""",
        ),
        php=snippet(
            """
function accept(array $event, string $body): int
{
    if (!store($event['event_id'], $body)) {
        return 409; // a copy: retried for 14 hours
    }
    handle($event);
    return 204; // what response()->noContent() says: retried for 14 hours
}
""",
            """
function accept(array $event, string $body): int
{
    if (store($event['event_id'], $body)) {
        handle($event);
    }
    return 200;
}
""",
        ),
        go=snippet(
            """
func accept(e event, body []byte) int {
	if !store(e.ID, body) {
		return http.StatusConflict // a copy: retried for 14 hours
	}
	handle(e)
	return http.StatusAccepted // queued: retried for 14 hours
}
""",
            """
func accept(e event, body []byte) int {
	if store(e.ID, body) {
		handle(e)
	}
	return http.StatusOK
}
""",
        ),
    ),
)
