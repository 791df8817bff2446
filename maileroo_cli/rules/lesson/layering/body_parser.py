"""Keep parsers away from the body, and take any content type."""

from maileroo_cli.rules.lesson.definition import Framework, Lesson, snippet

LESSON = Lesson(
    "Let no parser or model take the body before you do",
    "A parser that runs first leaves nothing to verify, answers 415 to a content type with a charset that it "
    "does not know, 400 to what it cannot read, and 422 to a field that is new. The content type is "
    "`application/json` (official); take the bytes whatever it says.",
    {
        Framework.FLASK: snippet(
            """
@app.post("/webhook")
def webhook():
    event = request.json  # 415 without the content type, 400 for what is not JSON
    return answer(json.dumps(event).encode(), request.headers.get("x-maileroo-signature", ""))
""",
            """
@app.post("/webhook")
def webhook():
    return answer(request.get_data(), request.headers.get("x-maileroo-signature", ""))
""",
        ),
        Framework.FASTAPI: snippet(
            """
class Event(BaseModel):
    event_type: Literal["delivered", "failed"]  # every other type: 422


@app.post("/webhook")
async def webhook(event: Event, request: Request):
    return answer(await request.body(), request.headers.get("x-maileroo-signature", ""))
""",
            """
@app.post("/webhook")
async def webhook(request: Request):
    return answer(await request.body(), request.headers.get("x-maileroo-signature", ""))
""",
        ),
        Framework.DJANGO: snippet(
            """
@csrf_exempt
@require_POST
def webhook(request):
    if request.headers["content-type"] != "application/json":
        return HttpResponse(status=415)  # also with "; charset=utf-8"
    return answer(request.body, request.headers.get("x-maileroo-signature", ""))
""",
            """
@csrf_exempt
@require_POST
def webhook(request):
    return answer(request.body, request.headers.get("x-maileroo-signature", ""))
""",
        ),
        Framework.EXPRESS: snippet(
            """
app.use(express.json());
app.post("/webhook", express.raw({ type: "application/json" }), webhook); // the body is an object already
""",
            """
app.post("/webhook", express.raw({ type: () => true, limit: "1mb" }), webhook);
app.use(express.json()); // for the other routes
""",
        ),
        Framework.NEXT: snippet(
            """
// pages/api/webhook.js: request.body is an object already
export default function handler(request, response) {
  const signature = request.headers["x-maileroo-signature"] ?? "";
  response.status(isSigned(JSON.stringify(request.body), signature) ? 200 : 401).end();
}
""",
            """
// pages/api/webhook.js
export const config = { api: { bodyParser: false } };
export default async function handler(request, response) {
  const parts = [];
  for await (const part of request) parts.push(part);
  const signature = request.headers["x-maileroo-signature"] ?? "";
  response.status(isSigned(Buffer.concat(parts), signature) ? 200 : 401).end();
}
""",
        ),
        Framework.LARAVEL: snippet(
            """
public function __invoke(WebhookRequest $request) // its rules answer 422 to a new type
{
    return answer(json_encode($request->validated()), (string) $request->header('x-maileroo-signature'));
}
""",
            """
public function __invoke(Request $request)
{
    return answer($request->getContent(), (string) $request->header('x-maileroo-signature'));
}
""",
        ),
        Framework.GO: snippet(
            """
func decode(r *http.Request) (e event, err error) {
	decoder := json.NewDecoder(r.Body)
	decoder.DisallowUnknownFields() // a new field: an error, and 400
	err = decoder.Decode(&e)
	return e, err
}
""",
            """
func decode(body []byte) (e event, err error) {
	err = json.Unmarshal(body, &e) // after the signature of body was checked
	return e, err
}
""",
        ),
        Framework.RAILS: snippet(
            """
def create
  body = params.to_json # other bytes, and 400 for what is not JSON
  head answer(body, request.headers["x-maileroo-signature"].to_s)
end
""",
            """
def create
  head answer(request.raw_post, request.headers["x-maileroo-signature"].to_s)
end
""",
        ),
        Framework.SPRING: snippet(
            """
@PostMapping("/webhook")
ResponseEntity<String> webhook(@RequestBody Event event) { // 400 for what does not fit
    return ResponseEntity.ok("ok"); // and nothing to verify
}
""",
            """
@PostMapping("/webhook")
ResponseEntity<String> webhook(
        @RequestBody byte[] body, @RequestHeader("x-maileroo-signature") String signature) {
    return answer(body, signature);
}
""",
        ),
    },
)
