"""Never limit how many signed events come."""

from maileroo_cli.rules.lesson.definition import Lesson, shared_by, snippet

LESSON = Lesson(
    "Count what is forged, and never limit what is signed",
    "A campaign of ten thousand mails makes tens of thousands of events in minutes, and all may come from a few "
    "addresses. A limit answers 429, which is retried for 14 hours; and where forged requests count, a stranger "
    "shuts Maileroo out. Verifying costs microseconds: do it first.",
    shared_by(
        python=snippet(
            """
def admit(body: bytes, signature: str, address: str) -> int:
    requests[address] += 1
    if requests[address] > 60:
        return 429  # a stranger's requests shut out the signed ones
    return 200 if is_signed(body, signature) else 401
""",
            """
def admit(body: bytes, signature: str, address: str) -> int:
    if is_signed(body, signature):
        return 200  # signed events are never limited
    requests[address] += 1
    return 401 if requests[address] <= 1000 else 429
""",
        ),
        script=snippet(
            """
function admit(body, signature, address) {
  requests.set(address, (requests.get(address) ?? 0) + 1);
  if (requests.get(address) > 60) return 429; // a stranger's requests shut out the signed ones
  return isSigned(body, signature) ? 200 : 401;
}
""",
            """
function admit(body, signature, address) {
  if (isSigned(body, signature)) return 200; // signed events are never limited
  requests.set(address, (requests.get(address) ?? 0) + 1);
  return requests.get(address) <= 1000 ? 401 : 429;
}
""",
        ),
        php=snippet(
            """
// Up to Laravel 10 the group api has throttle:api, which is 60 requests a minute.
Route::middleware('api')->post('/webhook', WebhookController::class);
""",
            """
Route::middleware('api')
    ->withoutMiddleware(ThrottleRequests::class . ':api')
    ->post('/webhook', WebhookController::class);
""",
        ),
        go=snippet(
            """
func admit(body []byte, signature, address string) int {
	if !limiter(address).Allow() {
		return http.StatusTooManyRequests // a stranger's requests shut out the signed ones
	}
	if !isSigned(body, signature) {
		return http.StatusUnauthorized
	}
	return http.StatusOK
}
""",
            """
func admit(body []byte, signature, address string) int {
	if isSigned(body, signature) {
		return http.StatusOK // signed events are never limited
	}
	if !limiter(address).Allow() {
		return http.StatusTooManyRequests
	}
	return http.StatusUnauthorized
}
""",
        ),
    ),
)
