"""Hash the bytes that came, not what a parser made of them."""

from maileroo_cli.rules.lesson.definition import Framework, Lesson, snippet

LESSON = Lesson(
    "Hash the bytes as they came",
    "JSON that was parsed and written again has other bytes: Maileroo writes `\\u003c` and `\\u003e` in every "
    "`message_id` (inferred), and keys, spaces and escapes differ between libraries. Take the raw body before a parser "
    "or a middleware does, and hash that.",
    {
        Framework.FLASK: snippet(
            """
@app.post("/webhook")
def webhook():
    body = json.dumps(request.json, separators=(",", ":")).encode()  # other bytes
    if not is_signed(body, request.headers.get("x-maileroo-signature", "")):
        abort(401)
    handle(request.json)
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
async def webhook(request: Request):
    body = json.dumps(await request.json(), separators=(",", ":")).encode()  # other bytes
    if not is_signed(body, request.headers.get("x-maileroo-signature", "")):
        raise HTTPException(401)
    handle(json.loads(body))
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
    body = json.dumps(json.loads(request.body)).encode()  # other bytes
    if not is_signed(body, request.headers.get("x-maileroo-signature", "")):
        return HttpResponse(status=401)
    handle(json.loads(body))
    return HttpResponse("ok")
""",
            """
@csrf_exempt
@require_POST
def webhook(request):
    body = request.body
    if not is_signed(body, request.headers.get("x-maileroo-signature", "")):
        return HttpResponse(status=401)
    handle(json.loads(body))
    return HttpResponse("ok")
""",
        ),
        Framework.EXPRESS: snippet(
            """
app.post("/webhook", express.json(), (request, response) => {
  const body = JSON.stringify(request.body); // other bytes
  if (!isSigned(body, request.get("x-maileroo-signature") ?? "")) return response.sendStatus(401);
  handle(request.body);
  response.send("ok");
});
""",
            """
// Before any app.use(express.json()): what has been parsed has no bytes any more.
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
  const event = await request.json();
  const body = JSON.stringify(event); // other bytes
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
    $body = json_encode($request->all()); // other bytes, and strings trimmed by a middleware
    abort_unless(is_signed($body, (string) $request->header('x-maileroo-signature')), 401);
    handle($request->all());
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
	var e event
	json.NewDecoder(r.Body).Decode(&e)
	body, _ := json.Marshal(e) // other bytes, and only the fields of the struct
	if !isSigned(body, r.Header.Get("x-maileroo-signature")) {
		http.Error(w, "bad signature", http.StatusUnauthorized)
		return
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
