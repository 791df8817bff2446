"""Accept two secrets while one takes the place of the other, and one afterwards."""

from maileroo_cli.rules.lesson.definition import Lesson, shared_by, snippet

LESSON = Lesson(
    "Take a list of secrets, and try each",
    "When a secret is changed, events that were signed with the old one still come: retries go on for 14 hours. Accept "
    "both for a day, then the new one alone. An empty line in the list must not become an empty secret.",
    shared_by(
        python=snippet(
            """
def is_signed(body: bytes, signature: str) -> bool:
    secret = os.environb[b"SECRETS"].split()[0]  # the others do not count
    expected = hmac.new(secret, body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected.encode(), signature.encode())
""",
            """
def is_signed(body: bytes, signature: str) -> bool:
    given, secrets = signature.encode(), os.environb[b"SECRETS"].split()
    digests = [hmac.new(one, body, hashlib.sha256).hexdigest() for one in secrets]
    return any([hmac.compare_digest(one.encode(), given) for one in digests])
""",
        ),
        script=snippet(
            """
function isSigned(body, signature) {
  const secret = process.env.SECRETS.split("\\n")[0]; // the others do not count
  const expected = createHmac("sha256", secret).update(body).digest("hex");
  const given = Buffer.from(signature);
  return given.length === expected.length && timingSafeEqual(given, Buffer.from(expected));
}
""",
            """
function isSigned(body, signature) {
  const given = Buffer.from(signature);
  const secrets = (process.env.SECRETS ?? "").split(/\\s+/).filter(Boolean);
  return secrets.some((secret) => {
    const expected = Buffer.from(createHmac("sha256", secret).update(body).digest("hex"));
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}
""",
        ),
        php=snippet(
            """
function is_signed(string $body, string $signature): bool
{
    $secret = strtok((string) getenv('SECRETS'), "\\n"); // the others do not count
    return hash_equals(hash_hmac('sha256', $body, $secret), $signature);
}
""",
            """
function is_signed(string $body, string $signature): bool
{
    $secrets = preg_split('/\\s+/', (string) getenv('SECRETS'), -1, PREG_SPLIT_NO_EMPTY);
    foreach ($secrets as $secret) {
        if (hash_equals(hash_hmac('sha256', $body, $secret), $signature)) {
            return true;
        }
    }
    return false;
}
""",
        ),
        go=snippet(
            """
func isSigned(body []byte, signature string) bool {
	secret := strings.Fields(os.Getenv("SECRETS"))[0] // the others do not count
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(body)
	return hmac.Equal([]byte(hex.EncodeToString(mac.Sum(nil))), []byte(signature))
}
""",
            """
func isSigned(body []byte, signature string) bool {
	for _, secret := range strings.Fields(os.Getenv("SECRETS")) {
		mac := hmac.New(sha256.New, []byte(secret))
		mac.Write(body)
		if hmac.Equal([]byte(hex.EncodeToString(mac.Sum(nil))), []byte(signature)) {
			return true
		}
	}
	return false
}
""",
        ),
    ),
)
