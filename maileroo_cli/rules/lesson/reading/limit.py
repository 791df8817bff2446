"""Take no more than a megabyte, from anybody."""

from maileroo_cli.rules.lesson.definition import Framework, Lesson, snippet

LESSON = Lesson(
    "Limit the size of a body, to about a megabyte",
    "The body has to be read before its signature can be checked, so a stranger decides how much memory that takes. "
    "All known events are below 1 kB: a limit of 1 MB refuses no real one, and one below 200 kB may.",
    {
        Framework.FLASK: snippet(
            """
app.config["MAX_CONTENT_LENGTH"] = 10_000  # 413 to events with long fields; None knows no limit


@app.post("/webhook")
def webhook():
    body = request.get_data()
    if not is_signed(body, request.headers.get("x-maileroo-signature", "")):
        abort(401)
    return "ok"
""",
            """
app.config["MAX_CONTENT_LENGTH"] = 1_000_000  # Flask answers 413


@app.post("/webhook")
def webhook():
    body = request.get_data()
    if not is_signed(body, request.headers.get("x-maileroo-signature", "")):
        abort(401)
    return "ok"
""",
        ),
        Framework.FASTAPI: snippet(
            """
@app.post("/webhook")
async def webhook(request: Request):
    body = await request.body()  # as long as the sender likes
    if len(body) > 10_000:  # too late, and too little: 413 to events with long fields
        raise HTTPException(413)
    if not is_signed(body, request.headers.get("x-maileroo-signature", "")):
        raise HTTPException(401)
    return "ok"
""",
            """
@app.post("/webhook")
async def webhook(request: Request):
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > 1_000_000:
            raise HTTPException(413)
    if not is_signed(body, request.headers.get("x-maileroo-signature", "")):
        raise HTTPException(401)
    return "ok"
""",
        ),
        Framework.DJANGO: snippet(
            """
DATA_UPLOAD_MAX_MEMORY_SIZE = 10_000  # 400 to events with long fields


@csrf_exempt
@require_POST
def webhook(request):
    if not is_signed(request.body, request.headers.get("x-maileroo-signature", "")):
        return HttpResponse(status=401)
    return HttpResponse("ok")
""",
            """
@csrf_exempt
@require_POST
def webhook(request):
    try:
        body = request.body  # at most DATA_UPLOAD_MAX_MEMORY_SIZE, by default 2.5 MB
    except RequestDataTooBig:
        return HttpResponse(status=413)
    if not is_signed(body, request.headers.get("x-maileroo-signature", "")):
        return HttpResponse(status=401)
    return HttpResponse("ok")
""",
        ),
        Framework.EXPRESS: snippet(
            """
app.post("/webhook", express.raw({ type: () => true, limit: "10kb" }), (request, response) => {
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  if (!isSigned(body, request.get("x-maileroo-signature") ?? "")) return response.sendStatus(401);
  response.send("ok");
});
""",
            """
app.post("/webhook", express.raw({ type: () => true, limit: "1mb" }), (request, response) => {
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  if (!isSigned(body, request.get("x-maileroo-signature") ?? "")) return response.sendStatus(401);
  response.send("ok");
});
""",
        ),
        Framework.NEXT: snippet(
            """
export async function POST(request) {
  const body = Buffer.from(await request.arrayBuffer()); // as long as the sender likes
  if (body.length > 10_000) return new Response(null, { status: 413 }); // too late, and too little
  if (!isSigned(body, request.headers.get("x-maileroo-signature") ?? "")) {
    return new Response(null, { status: 401 });
  }
  return new Response("ok");
}
""",
            """
export async function POST(request) {
  const parts = [];
  let size = 0;
  for await (const part of request.body ?? []) {
    size += part.length;
    if (size > 1_000_000) return new Response(null, { status: 413 });
    parts.push(part);
  }
  const body = Buffer.concat(parts);
  if (!isSigned(body, request.headers.get("x-maileroo-signature") ?? "")) {
    return new Response(null, { status: 401 });
  }
  return new Response("ok");
}
""",
        ),
        Framework.LARAVEL: snippet(
            """
Route::post('/webhook', function (Request $request) {
    $body = $request->getContent(); // up to memory_limit, and then a 500
    abort_if(strlen($body) > 10_000, 413); // too late, and too little
    abort_unless(is_signed($body, (string) $request->header('x-maileroo-signature')), 401);
    return response('ok');
});
""",
            """
Route::post('/webhook', function (Request $request) {
    $input = $request->getContent(asResource: true);
    $body = stream_get_contents($input, 1_000_001);
    abort_if(strlen($body) > 1_000_000, 413);
    abort_unless(is_signed($body, (string) $request->header('x-maileroo-signature')), 401);
    return response('ok');
});
""",
        ),
        Framework.GO: snippet(
            """
func webhook(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 10_000)) // 401 to events with long fields
	if err != nil || !isSigned(body, r.Header.Get("x-maileroo-signature")) {
		http.Error(w, "bad signature", http.StatusUnauthorized)
		return
	}
}
""",
            """
func webhook(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1_000_000))
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		http.Error(w, "too large", http.StatusRequestEntityTooLarge)
		return
	}
	if err != nil || !isSigned(body, r.Header.Get("x-maileroo-signature")) {
		http.Error(w, "bad signature", http.StatusUnauthorized)
		return
	}
}
""",
        ),
    },
)
