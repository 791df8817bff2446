"""Answer 400 to a signed body that is no event, not 500."""

from maileroo_cli.rules.lesson.definition import Lesson, shared_by, snippet

LESSON = Lesson(
    "Check that a body is an event before you read it",
    "A signed body may be empty, a list, or no JSON at all: a ping of a person who tries the URL, or a bug of somebody "
    "who has the secret. Answer 400 (or 200), and show no traceback: a 500 wakes you for nothing.",
    shared_by(
        python=snippet(
            """
def parse(body: bytes) -> dict | None:
    return dict(json.loads(body))  # raises for whatever is not a JSON object: 500
""",
            """
def parse(body: bytes) -> dict | None:
    try:
        event = json.loads(body)
    except (ValueError, RecursionError):
        return None  # the endpoint answers 400
    return event if isinstance(event, dict) else None
""",
        ),
        script=snippet(
            """
function parse(body) {
  return JSON.parse(body); // throws: 500
}
""",
            """
function parse(body) {
  try {
    const event = JSON.parse(body);
    return typeof event === "object" && !Array.isArray(event) ? event : null;
  } catch {
    return null; // the endpoint answers 400
  }
}
""",
        ),
        php=snippet(
            """
function parse(string $body): ?array
{
    return json_decode($body, true, flags: JSON_THROW_ON_ERROR); // throws: 500
}
""",
            """
function parse(string $body): ?array
{
    $event = json_decode($body, true);
    return is_array($event) && isset($event['event_type']) ? $event : null; // null: answer 400
}
""",
        ),
        go=snippet(
            """
func parse(body []byte) map[string]any {
	var value any
	json.Unmarshal(body, &value)
	return value.(map[string]any) // panics for a list: no answer at all
}
""",
            """
func parse(body []byte) map[string]any {
	var value any
	json.Unmarshal(body, &value)
	event, _ := value.(map[string]any)
	return event // nil: the endpoint answers 400
}
""",
        ),
    ),
)
