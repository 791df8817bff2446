"""Compare bytes, in constant time, with a function that raises nothing."""

from maileroo_cli.rules.lesson.definition import Lesson, shared_by, snippet

LESSON = Lesson(
    "Compare in constant time, and let no signature raise an error",
    "A header may hold anything: letters outside ASCII, too few digits, or none. Functions that compare in constant "
    "time raise errors for some of these, and one in Node.js that nobody catches ends the process. Compare bytes of "
    "the same length; in PHP never compare with `==`.",
    shared_by(
        python=snippet(
            """
def is_signed(body: bytes, signature: str) -> bool:
    expected = hmac.new(SECRET, body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected, signature)  # TypeError outside ASCII: 500
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
  const expected = createHmac("sha256", secret).update(body).digest();
  return timingSafeEqual(Buffer.from(signature, "hex"), expected); // throws: lengths differ
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
    // Digits such as 0e12 and 0e34 are equal numbers to ==.
    return hash_hmac('sha256', $body, config('services.maileroo.secret')) == $signature;
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
	given, _ := hex.DecodeString(signature)
	mac := hmac.New(sha256.New, secret)
	mac.Write(body)
	return bytes.HasPrefix(mac.Sum(nil), given) // nothing is a prefix of everything
}
""",
            """
func isSigned(body []byte, signature string) bool {
	mac := hmac.New(sha256.New, secret)
	mac.Write(body)
	expected := hex.EncodeToString(mac.Sum(nil))
	return hmac.Equal([]byte(expected), []byte(signature)) // false where lengths differ
}
""",
        ),
    ),
)
