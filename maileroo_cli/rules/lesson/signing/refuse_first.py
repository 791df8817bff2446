"""Verify before anything else is done with a request."""

from maileroo_cli.rules.lesson.definition import Framework, Lesson, snippet

LESSON = Lesson(
    "Verify first, and answer 401 to every bad signature alike",
    "What is done before the check is done for everybody: a parser fails on text that nobody signed, and the answer "
    "tells which types and fields you know. Read the bytes, verify them, answer 401; only then look into them.",
    {
        Framework.FLASK: snippet(
            """
@app.post("/webhook")
def webhook():
    event = request.get_json(force=True)  # 400 to whatever is not JSON
    if event["event_type"] not in KNOWN_TYPES:
        return "ignored", 200
    if not is_signed(request.get_data(), request.headers.get("x-maileroo-signature", "")):
        abort(401)
    handle(event)
    return "ok"
""",
            """
@app.post("/webhook")
def webhook():
    body = request.get_data()
    if not is_signed(body, request.headers.get("x-maileroo-signature", "")):
        abort(401)
    handle(json.loads(body))
    return "ok"
""",
        ),
        Framework.FASTAPI: snippet(
            """
@app.post("/webhook")
async def webhook(event: Annotated[dict, Body()], request: Request):  # 422 before your code runs
    if not is_signed(await request.body(), request.headers.get("x-maileroo-signature", "")):
        raise HTTPException(401)
    handle(event)
    return "ok"
""",
            """
@app.post("/webhook")
async def webhook(request: Request):
    body = await request.body()
    if not is_signed(body, request.headers.get("x-maileroo-signature", "")):
        raise HTTPException(401)
    handle(json.loads(body))
    return "ok"
""",
        ),
        Framework.DJANGO: snippet(
            """
@csrf_exempt
@require_POST
def webhook(request):
    event = json.loads(request.body)  # raises for whatever is not JSON: 500
    if not is_signed(request.body, request.headers.get("x-maileroo-signature", "")):
        return HttpResponse(status=401)
    handle(event)
    return HttpResponse("ok")
""",
            """
@csrf_exempt
@require_POST
def webhook(request):
    if not is_signed(request.body, request.headers.get("x-maileroo-signature", "")):
        return HttpResponse(status=401)
    handle(json.loads(request.body))
    return HttpResponse("ok")
""",
        ),
        Framework.EXPRESS: snippet(
            """
app.post("/webhook", express.text({ type: () => true }), (request, response) => {
  const event = JSON.parse(request.body); // 500 to whatever is not JSON
  if (!isSigned(request.body, request.get("x-maileroo-signature") ?? "")) return response.sendStatus(401);
  handle(event);
  response.send("ok");
});
""",
            """
app.post("/webhook", express.raw({ type: () => true, limit: "1mb" }), (request, response) => {
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  if (!isSigned(body, request.get("x-maileroo-signature") ?? "")) return response.sendStatus(401);
  handle(JSON.parse(body));
  response.send("ok");
});
""",
        ),
        Framework.NEXT: snippet(
            """
export async function POST(request) {
  const event = await request.clone().json(); // 500 to whatever is not JSON
  const body = Buffer.from(await request.arrayBuffer());
  if (!isSigned(body, request.headers.get("x-maileroo-signature") ?? "")) {
    return new Response(null, { status: 401 });
  }
  handle(event);
  return new Response("ok");
}
""",
            """
export async function POST(request) {
  const body = Buffer.from(await request.arrayBuffer());
  if (!isSigned(body, request.headers.get("x-maileroo-signature") ?? "")) {
    return new Response(null, { status: 401 });
  }
  handle(JSON.parse(body));
  return new Response("ok");
}
""",
        ),
        Framework.LARAVEL: snippet(
            """
Route::post('/webhook', function (Request $request) {
    $event = $request->validate(['event_type' => 'required|in:delivered,failed']); // 302 or 422
    abort_unless(is_signed($request->getContent(), (string) $request->header('x-maileroo-signature')), 401);
    handle($event);
    return response('ok');
});
""",
            """
Route::post('/webhook', function (Request $request) {
    $body = $request->getContent();
    abort_unless(is_signed($body, (string) $request->header('x-maileroo-signature')), 401);
    handle(json_decode($body, true, flags: JSON_THROW_ON_ERROR));
    return response('ok');
});
""",
        ),
        Framework.GO: snippet(
            """
func webhook(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	var e event
	if json.Unmarshal(body, &e) != nil {
		http.Error(w, "no event", http.StatusBadRequest)
		return
	}
	if !isSigned(body, r.Header.Get("x-maileroo-signature")) {
		http.Error(w, "bad signature", http.StatusUnauthorized) // and goes on: no return
	}
	handle(e)
}
""",
            """
func webhook(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1_000_000))
	if err != nil || !isSigned(body, r.Header.Get("x-maileroo-signature")) {
		http.Error(w, "bad signature", http.StatusUnauthorized)
		return
	}
	var e event
	if json.Unmarshal(body, &e) != nil {
		http.Error(w, "no event", http.StatusBadRequest)
		return
	}
	handle(e)
}
""",
        ),
    },
)
