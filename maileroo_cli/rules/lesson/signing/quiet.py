"""Tell a stranger nothing but that he was refused."""

from maileroo_cli.rules.lesson.definition import Framework, Lesson, snippet

LESSON = Lesson(
    "Answer a bad signature with 401, and say nothing more",
    "An answer that holds the signature which was expected gives it away: whoever gets it sends the same body again, "
    "now signed. The same goes for the secret, for a part of it, and for pages that show the values of variables.",
    {
        Framework.FLASK: snippet(
            """
@app.post("/webhook")
def webhook():
    body, given = request.get_data(), request.headers.get("x-maileroo-signature", "")
    expected = hmac.new(SECRET, body, hashlib.sha256).hexdigest()
    if not is_signed(body, given):
        return f"expected {expected}, got {given}", 401
    handle(json.loads(body))
    return "ok"
""",
            """
@app.post("/webhook")
def webhook():
    body, given = request.get_data(), request.headers.get("x-maileroo-signature", "")
    if not is_signed(body, given):
        app.logger.warning("webhook: bad signature, %d bytes", len(body))
        return "bad signature", 401
    handle(json.loads(body))
    return "ok"
""",
        ),
        Framework.FASTAPI: snippet(
            """
@app.post("/webhook")
async def webhook(request: Request):
    body, given = await request.body(), request.headers.get("x-maileroo-signature", "")
    expected = hmac.new(SECRET, body, hashlib.sha256).hexdigest()
    if not is_signed(body, given):
        raise HTTPException(401, {"expected": expected, "got": given})
    handle(json.loads(body))
    return "ok"
""",
            """
@app.post("/webhook")
async def webhook(request: Request):
    body, given = await request.body(), request.headers.get("x-maileroo-signature", "")
    if not is_signed(body, given):
        raise HTTPException(401, "bad signature")
    handle(json.loads(body))
    return "ok"
""",
        ),
        Framework.DJANGO: snippet(
            """
@csrf_exempt
@require_POST
def webhook(request):
    given = request.headers.get("x-maileroo-signature", "")
    expected = hmac.new(SECRET, request.body, hashlib.sha256).hexdigest()
    if not is_signed(request.body, given):
        return JsonResponse({"expected": expected, "got": given}, status=401)
    handle(json.loads(request.body))
    return HttpResponse("ok")
""",
            """
@csrf_exempt
@require_POST
def webhook(request):
    if not is_signed(request.body, request.headers.get("x-maileroo-signature", "")):
        return HttpResponse("bad signature", status=401)
    handle(json.loads(request.body))
    return HttpResponse("ok")
""",
        ),
        Framework.EXPRESS: snippet(
            """
app.post("/webhook", express.raw({ type: () => true }), (request, response) => {
  const given = request.get("x-maileroo-signature") ?? "";
  const expected = createHmac("sha256", secret).update(request.body).digest("hex");
  if (!isSigned(request.body, given)) return response.status(401).json({ expected, given });
  response.send("ok");
});
""",
            """
app.post("/webhook", express.raw({ type: () => true }), (request, response) => {
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const given = request.get("x-maileroo-signature") ?? "";
  if (!isSigned(body, given)) return response.status(401).send("bad signature");
  response.send("ok");
});
""",
        ),
        Framework.NEXT: snippet(
            """
export async function POST(request) {
  const body = Buffer.from(await request.arrayBuffer());
  const given = request.headers.get("x-maileroo-signature") ?? "";
  const expected = createHmac("sha256", secret).update(body).digest("hex");
  if (!isSigned(body, given)) return Response.json({ expected, given }, { status: 401 });
  return new Response("ok");
}
""",
            """
export async function POST(request) {
  const body = Buffer.from(await request.arrayBuffer());
  const given = request.headers.get("x-maileroo-signature") ?? "";
  if (!isSigned(body, given)) return new Response("bad signature", { status: 401 });
  return new Response("ok");
}
""",
        ),
        Framework.LARAVEL: snippet(
            """
Route::post('/webhook', function (Request $request) {
    $given = (string) $request->header('x-maileroo-signature');
    $expected = hash_hmac('sha256', $request->getContent(), config('services.maileroo.secret'));
    if (!hash_equals($expected, $given)) {
        return response()->json(compact('expected', 'given'), 401);
    }
    return response('ok');
});
""",
            """
Route::post('/webhook', function (Request $request) {
    // In production APP_DEBUG has to be false: its error page shows variables.
    abort_unless(is_signed($request->getContent(), (string) $request->header('x-maileroo-signature')), 401);
    return response('ok');
});
""",
        ),
        Framework.GO: snippet(
            """
func webhook(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	mac := hmac.New(sha256.New, secret)
	mac.Write(body)
	if given := r.Header.Get("x-maileroo-signature"); !isSigned(body, given) {
		http.Error(w, fmt.Sprintf("expected %x, got %s", mac.Sum(nil), given), http.StatusUnauthorized)
		return
	}
}
""",
            """
func webhook(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1_000_000))
	if err != nil || !isSigned(body, r.Header.Get("x-maileroo-signature")) {
		http.Error(w, "bad signature", http.StatusUnauthorized)
		return
	}
}
""",
        ),
    },
)
