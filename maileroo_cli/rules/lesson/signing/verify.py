"""Compute the signature of the body; do not compare what is the same in every request."""

from maileroo_cli.rules.lesson.definition import Lesson, shared_by, snippet

LESSON = Lesson(
    "Compute the HMAC of the body, and compare that",
    "The header is the HMAC-SHA256 of the raw body, with the secret as its key, in 64 lowercase hex digits without a "
    "prefix. A receiver that compares anything else lets forged events in, or refuses every real one.",
    shared_by(
        python=snippet(
            """
def is_signed(body: bytes, signature: str) -> bool:
    return signature == SECRET.decode()  # the secret itself is never sent
""",
            """
def is_signed(body: bytes, signature: str) -> bool:
    expected = hmac.new(SECRET, body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected.encode(), signature.encode())
""",
        ),
        script=snippet(
            """
function isSigned(body, signature) {
  return signature === secret; // the secret itself is never sent
}
""",
            """
function isSigned(body, signature) {
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
    return $signature === config('services.maileroo.secret'); // the secret itself is never sent
}
""",
            """
function is_signed(string $body, string $signature): bool
{
    $expected = hash_hmac('sha256', $body, config('services.maileroo.secret'));
    return hash_equals($expected, $signature);
}
""",
        ),
        go=snippet(
            """
func isSigned(body []byte, signature string) bool {
	return signature == string(secret) // the secret itself is never sent
}
""",
            """
func isSigned(body []byte, signature string) bool {
	mac := hmac.New(sha256.New, secret)
	mac.Write(body)
	expected := hex.EncodeToString(mac.Sum(nil))
	return hmac.Equal([]byte(expected), []byte(signature))
}
""",
        ),
    ),
)
