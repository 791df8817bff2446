"""Let a unique key decide whether an event is new."""

from maileroo_cli.rules.lesson.definition import Lesson, shared_by, snippet

LESSON = Lesson(
    "Store each event once, and let a unique key decide",
    "An answer that gets lost brings the event again, with the same `event_id` (inferred), and two copies may "
    "come at the same instant: whoever looks first and inserts then does the work twice. A unique key decides "
    "in one step, for all processes. Answer 200 to copies.",
    shared_by(
        python=snippet(
            """
def store(event_id: str, body: bytes) -> bool:
    if database.execute("SELECT 1 FROM event WHERE id = ?", [event_id]).fetchone():
        return False
    pause()  # here the second copy looks too, and finds nothing
    database.execute("INSERT OR REPLACE INTO event VALUES (?, ?)", [event_id, body])
    return True
""",
            """
def store(event_id: str, body: bytes) -> bool:
    # CREATE TABLE event (id TEXT PRIMARY KEY, body BLOB)
    added = database.execute("INSERT OR IGNORE INTO event VALUES (?, ?)", [event_id, body])
    return added.rowcount == 1
""",
        ),
        script=snippet(
            """
async function store(eventId, body) {
  if (await database.get("SELECT 1 FROM event WHERE id = ?", [eventId])) return false;
  // Here the second copy looks too, and finds nothing.
  await database.run("INSERT OR REPLACE INTO event VALUES (?, ?)", [eventId, body]);
  return true;
}
""",
            """
async function store(eventId, body) {
  // CREATE TABLE event (id TEXT PRIMARY KEY, body BLOB)
  const added = await database.run("INSERT OR IGNORE INTO event VALUES (?, ?)", [eventId, body]);
  return added.changes === 1;
}
""",
        ),
        php=snippet(
            """
function store(string $eventId, string $body): bool
{
    if (Event::where('id', $eventId)->exists()) {
        return false;
    }
    Event::create(['id' => $eventId, 'body' => $body]); // the second copy got here too
    return true;
}
""",
            """
function store(string $eventId, string $body): bool
{
    // $table->string('id')->primary();
    return DB::table('event')->insertOrIgnore(['id' => $eventId, 'body' => $body]) === 1;
}
""",
        ),
        go=snippet(
            """
func store(database *sql.DB, id string, body []byte) (bool, error) {
	var found int
	database.QueryRow("SELECT count(*) FROM event WHERE id = ?", id).Scan(&found)
	if found > 0 {
		return false, nil
	}
	_, err := database.Exec("INSERT OR REPLACE INTO event VALUES (?, ?)", id, body)
	return true, err // and so does the second copy
}
""",
            """
func store(database *sql.DB, id string, body []byte) (bool, error) {
	result, err := database.Exec("INSERT OR IGNORE INTO event VALUES (?, ?)", id, body)
	if err != nil {
		return false, err
	}
	rows, err := result.RowsAffected()
	return rows == 1, err
}
""",
        ),
    ),
)
