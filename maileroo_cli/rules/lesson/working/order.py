"""Let no late event undo a later one."""

from maileroo_cli.rules.lesson.definition import Lesson, shared_by, snippet

LESSON = Lesson(
    "Let an event never take a mail back to an earlier state",
    "Nothing says that events come in order, and a retry comes up to 14 hours late: a `delivered` or an "
    "`opened` may arrive after the `complained` or `failed` of the same mail. Rank the states, and let only a "
    "higher one take the place of another.",
    shared_by(
        python=snippet(
            """
def handle(event: dict) -> None:
    statuses[event["message_reference_id"]] = event["event_type"]  # whatever came last
""",
            """
RANKS = ("accepted", "deferred", "delivered", "opened", "clicked", "rejected", "failed", "complained")


def handle(event: dict) -> None:
    mail, new = event.get("message_reference_id"), event.get("event_type")
    old = statuses.get(mail)
    if new in RANKS and (old is None or RANKS.index(new) > RANKS.index(old)):
        statuses[mail] = new
""",
        ),
        script=snippet(
            """
function handle(event) {
  statuses.set(event.message_reference_id, event.event_type); // whatever came last
}
""",
            """
const ranks = ["accepted", "deferred", "delivered", "opened", "clicked", "rejected", "failed", "complained"];

function handle(event) {
  const old = statuses.get(event.message_reference_id);
  if (ranks.indexOf(event.event_type) > ranks.indexOf(old)) { // -1 where there is none
    statuses.set(event.message_reference_id, event.event_type);
  }
}
""",
        ),
        php=snippet(
            """
function handle(array $event): void
{
    // Whatever came last.
    Mail::where('reference_id', $event['message_reference_id'])->update(['status' => $event['event_type']]);
}
""",
            """
const RANKS = ['accepted', 'deferred', 'delivered', 'opened', 'clicked', 'rejected', 'failed', 'complained'];

function handle(array $event): void
{
    $rank = array_search($event['event_type'] ?? null, RANKS, true);
    if ($rank !== false) {
        Mail::where('reference_id', $event['message_reference_id'])
            ->whereIn('status', array_slice(RANKS, 0, $rank))
            ->update(['status' => $event['event_type']]);
    }
}
""",
        ),
        go=snippet(
            """
func handle(e event) {
	statuses[e.ReferenceID] = e.Type // whatever came last
}
""",
            """
var ranks = strings.Fields("accepted deferred delivered opened clicked rejected failed complained")

func handle(e event) {
	old, known := statuses[e.ReferenceID]
	if !known || slices.Index(ranks, e.Type) > slices.Index(ranks, old) {
		statuses[e.ReferenceID] = e.Type
	}
}
""",
        ),
    ),
)
