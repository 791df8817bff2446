"""Take POST alone."""

from maileroo_cli.rules.lesson.definition import Framework, Lesson, snippet

LESSON = Lesson(
    "Answer POST alone, and 405 to all other methods",
    "Maileroo sends POST (official). A GET that is answered 200 hides a wrong method in a configuration, and one that "
    "ends in a 500 fills the log with each browser and crawler that comes by.",
    {
        Framework.FLASK: snippet(
            """
@app.route("/webhook", methods=["GET", "POST", "PUT"])
def webhook():
    event = json.loads(request.get_data())  # nothing to read in a GET: 500
    return "ok"
""",
            """
@app.post("/webhook")
def webhook():
    if not is_signed(request.get_data(), request.headers.get("x-maileroo-signature", "")):
        abort(401)
    return "ok"
""",
        ),
        Framework.FASTAPI: snippet(
            """
@app.api_route("/webhook", methods=["GET", "POST", "PUT"])
async def webhook(request: Request):
    event = json.loads(await request.body())  # nothing to read in a GET: 500
    return "ok"
""",
            """
@app.post("/webhook")
async def webhook(request: Request):
    if not is_signed(await request.body(), request.headers.get("x-maileroo-signature", "")):
        raise HTTPException(401)
    return "ok"
""",
        ),
        Framework.DJANGO: snippet(
            """
@csrf_exempt
def webhook(request):
    event = json.loads(request.body)  # nothing to read in a GET: 500
    return HttpResponse("ok")
""",
            """
@csrf_exempt
@require_POST
def webhook(request):
    if not is_signed(request.body, request.headers.get("x-maileroo-signature", "")):
        return HttpResponse(status=401)
    return HttpResponse("ok")
""",
        ),
        Framework.EXPRESS: snippet(
            """
app.all("/webhook", express.text({ type: () => true }), (request, response) => {
  const event = JSON.parse(request.body); // nothing to read in a GET: 500
  response.send("ok");
});
""",
            """
app.route("/webhook")
  .post(express.raw({ type: () => true }), (request, response) => {
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    response.sendStatus(isSigned(body, request.get("x-maileroo-signature") ?? "") ? 200 : 401);
  })
  .all((request, response) => response.set("Allow", "POST").sendStatus(405));
""",
        ),
        Framework.NEXT: snippet(
            """
async function webhook(request) {
  const event = await request.json(); // nothing to read in a GET: 500
  return new Response("ok");
}
export { webhook as GET, webhook as POST, webhook as PUT };
""",
            """
export async function POST(request) { // Next.js answers 405 to what is not exported
  const body = Buffer.from(await request.arrayBuffer());
  const signed = isSigned(body, request.headers.get("x-maileroo-signature") ?? "");
  return new Response(null, { status: signed ? 200 : 401 });
}
""",
        ),
        Framework.LARAVEL: snippet(
            """
Route::any('/webhook', function (Request $request) {
    $event = json_decode($request->getContent(), true, flags: JSON_THROW_ON_ERROR); // 500 in a GET
    return response('ok');
});
""",
            """
Route::post('/webhook', function (Request $request) { // Laravel answers 405 to the others
    abort_unless(is_signed($request->getContent(), (string) $request->header('x-maileroo-signature')), 401);
    return response('ok');
});
""",
        ),
        Framework.GO: snippet(
            """
func routes(mux *http.ServeMux) {
	mux.HandleFunc("/webhook", webhook) // every method
}
""",
            """
func routes(mux *http.ServeMux) {
	mux.HandleFunc("POST /webhook", webhook) // since Go 1.22; 405 to the others
}
""",
        ),
    },
)
