"""Do not refuse events by their age."""

from maileroo_cli.rules.lesson.definition import Lesson, shared_by, snippet

LESSON = Lesson(
    "Refuse no event by its age",
    "No time is signed (observed), and retries come for 14 hours (official): an age check refuses exactly the "
    "events that were late already. It does not stop a replay either, since whoever captured a request may send "
    "it at once. Storing each `event_id` once does.",
    shared_by(
        python=snippet(
            """
def accept(event: dict, body: bytes) -> int:
    if abs(time.time() - event["event_time"]) > 300:
        return 400  # a retry, or a clock that is wrong
    if store(event["event_id"], body):
        handle(event)
    return 200
""",
            """
def accept(event: dict, body: bytes) -> int:
    if store(event["event_id"], body):  # a replayed request is a copy
        handle(event)
    return 200
""",
        ),
        script=snippet(
            """
async function accept(event, body) {
  if (Math.abs(Date.now() / 1000 - event.event_time) > 300) return 400; // a retry, or a wrong clock
  if (await store(event.event_id, body)) handle(event);
  return 200;
}
""",
            """
async function accept(event, body) {
  if (await store(event.event_id, body)) handle(event); // a replayed request is a copy
  return 200;
}
""",
        ),
        php=snippet(
            """
function accept(array $event, string $body): int
{
    if (abs(time() - $event['event_time']) > 300) {
        return 400; // a retry, or a clock that is wrong
    }
    if (store($event['event_id'], $body)) {
        handle($event);
    }
    return 200;
}
""",
            """
function accept(array $event, string $body): int
{
    if (store($event['event_id'], $body)) { // a replayed request is a copy
        handle($event);
    }
    return 200;
}
""",
        ),
        go=snippet(
            """
func accept(e event, body []byte) int {
	if time.Since(time.Unix(e.Time, 0)).Abs() > 5*time.Minute {
		return http.StatusBadRequest // a retry, or a clock that is wrong
	}
	if store(e.ID, body) {
		handle(e)
	}
	return http.StatusOK
}
""",
            """
func accept(e event, body []byte) int {
	if store(e.ID, body) { // a replayed request is a copy
		handle(e)
	}
	return http.StatusOK
}
""",
        ),
    ),
)
