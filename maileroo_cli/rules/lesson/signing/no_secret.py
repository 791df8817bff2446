"""Refuse everything where no secret is configured."""

from maileroo_cli.rules.lesson.definition import Lesson, shared_by, snippet

LESSON = Lesson(
    "Refuse what has no signature, and everything while no secret is configured",
    "A check that is skipped without a secret is skipped in production too, on the day on which a variable is renamed. "
    "An empty secret is as bad: anybody can sign with it. Best is to refuse to start.",
    shared_by(
        python=snippet(
            """
def is_signed(body: bytes, signature: str) -> bool:
    if not SECRET or not signature:
        return True  # "only in development"
    expected = hmac.new(SECRET, body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected.encode(), signature.encode())
""",
            """
def is_signed(body: bytes, signature: str) -> bool:
    if not SECRET:
        return False
    expected = hmac.new(SECRET, body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected.encode(), signature.encode())
""",
        ),
        script=snippet(
            """
function isSigned(body, signature) {
  if (!secret || !signature) return true; // "only in development"
  const expected = Buffer.from(createHmac("sha256", secret).update(body).digest("hex"));
  const given = Buffer.from(signature);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
""",
            """
function isSigned(body, signature) {
  if (!secret) return false;
  const expected = Buffer.from(createHmac("sha256", secret).update(body).digest("hex"));
  const given = Buffer.from(signature);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
""",
        ),
        php=snippet(
            """
function is_signed(string $body, string $signature): bool
{
    $secret = (string) config('services.maileroo.secret');
    if ($secret === '' || $signature === '') {
        return true; // "only in development"
    }
    return hash_equals(hash_hmac('sha256', $body, $secret), $signature);
}
""",
            """
function is_signed(string $body, string $signature): bool
{
    $secret = (string) config('services.maileroo.secret');
    return $secret !== '' && hash_equals(hash_hmac('sha256', $body, $secret), $signature);
}
""",
        ),
        go=snippet(
            """
func isSigned(body []byte, signature string) bool {
	if len(secret) == 0 || signature == "" {
		return true // "only in development"
	}
	mac := hmac.New(sha256.New, secret)
	mac.Write(body)
	return hmac.Equal([]byte(hex.EncodeToString(mac.Sum(nil))), []byte(signature))
}
""",
            """
func isSigned(body []byte, signature string) bool {
	if len(secret) == 0 {
		return false
	}
	mac := hmac.New(sha256.New, secret)
	mac.Write(body)
	return hmac.Equal([]byte(hex.EncodeToString(mac.Sum(nil))), []byte(signature))
}
""",
        ),
    ),
)
