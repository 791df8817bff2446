"""Answer 200 only when the event is stored."""

from maileroo_cli.rules.lesson.definition import Lesson, shared_by, snippet

LESSON = Lesson(
    "Store the event before you answer 200",
    "After a 200 nobody sends the event again: an error that is caught and logged, or work that waits in the "
    "memory of a process that ends, is an event lost for ever. Answer 500 where storing fails, and the retry "
    "does the work.",
    shared_by(
        python=snippet(
            """
def accept(event: dict, body: bytes) -> int:
    try:
        if store(event["event_id"], body):
            handle(event)
    except Exception:
        logging.exception("webhook")  # and the event is lost for ever
    return 200
""",
            """
def accept(event: dict, body: bytes) -> int:
    try:
        with database:  # one transaction: an event whose work fails is not stored either
            if store(event["event_id"], body):
                handle(event)
    except sqlite3.Error:
        return 500  # Maileroo sends it again
    return 200
""",
        ),
        script=snippet(
            """
async function accept(event, body) {
  // Nobody waits for it.
  store(event.event_id, body).then((isNew) => isNew && handle(event)).catch(console.error);
  return 200;
}
""",
            """
async function accept(event, body) {
  try {
    if (await store(event.event_id, body)) await handle(event);
  } catch (error) {
    console.error(error.message);
    return 500; // Maileroo sends it again
  }
  return 200;
}
""",
        ),
        php=snippet(
            """
function accept(array $event, string $body): int
{
    try {
        store($event['event_id'], $body) && handle($event);
    } catch (Throwable $error) {
        report($error); // and the event is lost for ever
    }
    return 200;
}
""",
            """
function accept(array $event, string $body): int
{
    try {
        DB::transaction(fn () => store($event['event_id'], $body) && handle($event));
    } catch (QueryException $error) {
        report($error);
        return 500; // Maileroo sends it again
    }
    return 200;
}
""",
        ),
        go=snippet(
            """
func accept(e event, body []byte) int {
	go store(e.ID, body) // nobody hears of its error
	return http.StatusOK
}
""",
            """
func accept(e event, body []byte) int {
	isNew, err := store(e.ID, body)
	if err != nil {
		return http.StatusInternalServerError // Maileroo sends it again
	}
	if isNew {
		handle(e)
	}
	return http.StatusOK
}
""",
        ),
    ),
)
