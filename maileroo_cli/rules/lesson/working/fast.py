"""Store, answer, and do the work afterwards."""

from maileroo_cli.rules.lesson.definition import Lesson, shared_by, snippet

LESSON = Lesson(
    "Store the event, answer, and do the slow work afterwards",
    "How long Maileroo waits for an answer is unknown, and so is whether it sends events one after the other. "
    "Work that calls other services takes as long as the slowest of them; when the sender gives up the event "
    "comes again, and the work is done twice.",
    shared_by(
        python=snippet(
            """
def accept(event: dict, body: bytes) -> int:
    store(event["event_id"], body)
    call_other_service(event)  # takes seconds, and the sender waits
    return 200
""",
            """
jobs = queue.SimpleQueue()  # in production a table or a broker that survives a restart


def work() -> None:
    while True:
        call_other_service(jobs.get())


threading.Thread(target=work, daemon=True).start()


def accept(event: dict, body: bytes) -> int:
    if store(event["event_id"], body):
        jobs.put(event)
    return 200
""",
        ),
        script=snippet(
            """
async function accept(event, body) {
  await store(event.event_id, body);
  await callOtherService(event); // takes seconds, and the sender waits
  return 200;
}
""",
            """
async function accept(event, body) {
  if (await store(event.event_id, body)) {
    // In production a queue that survives a restart.
    setImmediate(() => callOtherService(event).catch((error) => console.error(error.message)));
  }
  return 200;
}
""",
        ),
        php=snippet(
            """
function accept(array $event, string $body): int
{
    store($event['event_id'], $body);
    Http::post('https://crm.example.com/events', $event); // takes seconds, and the sender waits
    return 200;
}
""",
            """
function accept(array $event, string $body): int
{
    if (store($event['event_id'], $body)) {
        TellOtherService::dispatch($event); // a queued job
    }
    return 200;
}
""",
        ),
        go=snippet(
            """
func accept(e event, body []byte) int {
	store(e.ID, body)
	callOtherService(e) // takes seconds, and the sender waits
	return http.StatusOK
}
""",
            """
var jobs = make(chan event, 1000) // in production a table or a broker that survives a restart

func work() {
	for e := range jobs {
		callOtherService(e)
	}
}

func accept(e event, body []byte) int {
	if store(e.ID, body) {
		jobs <- e
	}
	return http.StatusOK
}
""",
        ),
    ),
)
