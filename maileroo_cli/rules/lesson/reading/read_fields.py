"""Read fields in each form that they have."""

from maileroo_cli.rules.lesson.definition import Lesson, shared_by, snippet

LESSON = Lesson(
    "Read each field in all of its forms",
    "`to` is a list in `accepted`, `delivered` and `rejected`, a string in `deferred` and `failed`, and is missing in "
    "`opened` and `clicked` (official, observed). `tags` is null, a list of objects, or an object. An address may come "
    "with a name before it. Where one form is taken for granted the others raise errors, or are dropped silently.",
    shared_by(
        python=snippet(
            """
def handle(event: dict) -> None:
    address = event["event_data"]["to"].lower()  # a list has no lower(): 500
    tags = {tag["name"]: tag["value"] for tag in event["tags"]}  # null: 500
    save(event["event_id"], [address], tags)
""",
            """
def handle(event: dict) -> None:
    to = (event.get("event_data") or {}).get("to") or []
    addresses = [parseaddr(one)[1].lower() for one in ([to] if isinstance(to, str) else to)]
    tags = event.get("tags") or {}
    if isinstance(tags, list):
        tags = {tag["name"]: tag["value"] for tag in tags}
    save(event.get("event_id"), addresses, tags)
""",
        ),
        script=snippet(
            """
function handle(event) {
  const address = event.event_data.to.toLowerCase(); // TypeError for a list: 500
  const tags = Object.fromEntries(event.tags.map(({ name, value }) => [name, value]));
  save(event.event_id, [address], tags);
}
""",
            """
function handle(event) {
  const addresses = [event.event_data?.to ?? []].flat().map((one) => one.toLowerCase());
  const tags = Array.isArray(event.tags)
    ? Object.fromEntries(event.tags.map(({ name, value }) => [name, value]))
    : event.tags ?? {};
  save(event.event_id, addresses, tags);
}
""",
        ),
        php=snippet(
            """
function handle(array $event): void
{
    $address = strtolower($event['event_data']['to']); // TypeError for a list: 500
    $tags = array_column($event['tags'], 'value', 'name'); // TypeError for null
    save($event['event_id'], [$address], $tags);
}
""",
            """
function handle(array $event): void
{
    $addresses = array_map(strtolower(...), (array) ($event['event_data']['to'] ?? []));
    $tags = $event['tags'] ?? [];
    if (array_is_list($tags)) {
        $tags = array_column($tags, 'value', 'name');
    }
    save($event['event_id'] ?? null, $addresses, $tags);
}
""",
        ),
        go=snippet(
            """
type data struct {
	To string `json:"to"` // a list does not fit: every delivered is lost
}

func handle(e event) error {
	var d data
	if err := json.Unmarshal(e.Data, &d); err != nil {
		return err
	}
	return save(e.ID, []string{strings.ToLower(d.To)})
}
""",
            """
type data struct {
	To json.RawMessage `json:"to"`
}

func handle(e event) error {
	var d data
	json.Unmarshal(e.Data, &d)
	var one string
	var several []string
	if json.Unmarshal(d.To, &several) != nil && json.Unmarshal(d.To, &one) == nil {
		several = []string{one}
	}
	return save(e.ID, several)
}
""",
        ),
    ),
)
