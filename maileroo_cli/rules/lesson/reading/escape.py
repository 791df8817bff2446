"""Answer in plain words of your own."""

from maileroo_cli.rules.lesson.definition import Framework, Lesson, snippet

LESSON = Lesson(
    "Never put a field of an event into a page, a query or a traceback",
    "Addresses, subjects, reasons and user agents are written by strangers: whoever opens your mail chooses the user "
    "agent. Answer with a word of your own, pass values to SQL as parameters, escape them where they are shown.",
    {
        Framework.FLASK: snippet(
            """
@app.post("/webhook")
def webhook():
    if not is_signed(request.get_data(), request.headers.get("x-maileroo-signature", "")):
        abort(401)
    event = json.loads(request.get_data())
    return f"<p>Thank you for {event}</p>"  # sent as text/html
""",
            """
@app.post("/webhook")
def webhook():
    if not is_signed(request.get_data(), request.headers.get("x-maileroo-signature", "")):
        abort(401)
    handle(json.loads(request.get_data()))
    return "ok", {"Content-Type": "text/plain"}
""",
        ),
        Framework.FASTAPI: snippet(
            """
@app.post("/webhook", response_class=HTMLResponse)
async def webhook(request: Request):
    if not is_signed(await request.body(), request.headers.get("x-maileroo-signature", "")):
        raise HTTPException(401)
    event = await request.json()
    return f"<p>Thank you for {event}</p>"
""",
            """
@app.post("/webhook", response_class=PlainTextResponse)
async def webhook(request: Request):
    if not is_signed(await request.body(), request.headers.get("x-maileroo-signature", "")):
        raise HTTPException(401)
    handle(await request.json())
    return "ok"
""",
        ),
        Framework.DJANGO: snippet(
            """
@csrf_exempt
@require_POST
def webhook(request):
    if not is_signed(request.body, request.headers.get("x-maileroo-signature", "")):
        return HttpResponse(status=401)
    event = json.loads(request.body)
    return HttpResponse(f"<p>Thank you for {event}</p>")  # sent as text/html
""",
            """
@csrf_exempt
@require_POST
def webhook(request):
    if not is_signed(request.body, request.headers.get("x-maileroo-signature", "")):
        return HttpResponse(status=401)
    handle(json.loads(request.body))
    return HttpResponse("ok", content_type="text/plain")
""",
        ),
        Framework.EXPRESS: snippet(
            """
app.post("/webhook", express.raw({ type: () => true }), (request, response) => {
  if (!isSigned(request.body, request.get("x-maileroo-signature") ?? "")) return response.sendStatus(401);
  response.send(`<p>Thank you for ${request.body}</p>`); // sent as text/html
});
""",
            """
app.post("/webhook", express.raw({ type: () => true, limit: "1mb" }), (request, response) => {
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  if (!isSigned(body, request.get("x-maileroo-signature") ?? "")) return response.sendStatus(401);
  handle(JSON.parse(body));
  response.type("text").send("ok");
});
""",
        ),
        Framework.NEXT: snippet(
            """
export async function POST(request) {
  const body = Buffer.from(await request.arrayBuffer());
  if (!isSigned(body, request.headers.get("x-maileroo-signature") ?? "")) {
    return new Response(null, { status: 401 });
  }
  return new Response(`<p>Thank you for ${body}</p>`, { headers: { "Content-Type": "text/html" } });
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
    abort_unless(is_signed($request->getContent(), (string) $request->header('x-maileroo-signature')), 401);
    $agent = $request->input('event_data.user_agent');
    DB::statement("INSERT INTO open (agent) VALUES ('$agent')"); // a quote in it is SQL
    return response("<p>Thank you for $agent</p>");
});
""",
            """
Route::post('/webhook', function (Request $request) {
    abort_unless(is_signed($request->getContent(), (string) $request->header('x-maileroo-signature')), 401);
    DB::table('open')->insert(['agent' => $request->input('event_data.user_agent')]);
    return response('ok')->header('Content-Type', 'text/plain');
});
""",
        ),
        Framework.GO: snippet(
            """
func answer(w http.ResponseWriter, e event) {
	w.Header().Set("Content-Type", "text/html")
	fmt.Fprintf(w, "<p>Thank you for %s</p>", e.Data)
}
""",
            """
func answer(w http.ResponseWriter, e event) {
	w.Header().Set("Content-Type", "text/plain")
	io.WriteString(w, "ok")
}
""",
        ),
    },
)
