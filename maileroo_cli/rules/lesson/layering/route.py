"""Have exactly the path that Maileroo is told."""

from maileroo_cli.rules.lesson.definition import Framework, Lesson, snippet

LESSON = Lesson(
    "Give Maileroo the exact path, with or without the slash at its end",
    "A path that differs by its last slash, or by a prefix, is another one: frameworks answer 404, or redirect, "
    "and neither is a 200. Whether Maileroo follows a redirect is unknown, and a 301 makes a GET of a POST. "
    "Answer both paths, or copy the exact one.",
    {
        Framework.FLASK: snippet(
            """
@app.post("/webhook/")  # /webhook gets a redirect (308)
def webhook():
    return answer(request.get_data(), request.headers.get("x-maileroo-signature", ""))
""",
            """
@app.post("/webhook", strict_slashes=False)
def webhook():
    return answer(request.get_data(), request.headers.get("x-maileroo-signature", ""))
""",
        ),
        Framework.FASTAPI: snippet(
            """
@app.post("/webhook/")  # /webhook gets a redirect (307)
async def webhook(request: Request):
    return answer(await request.body(), request.headers.get("x-maileroo-signature", ""))
""",
            """
@app.post("/webhook")
@app.post("/webhook/", include_in_schema=False)
async def webhook(request: Request):
    return answer(await request.body(), request.headers.get("x-maileroo-signature", ""))
""",
        ),
        Framework.DJANGO: snippet(
            """
urlpatterns = [path("webhook/", webhook)]  # /webhook gets 404, or a redirect from CommonMiddleware
""",
            """
urlpatterns = [re_path(r"^webhook/?$", webhook)]
""",
        ),
        Framework.EXPRESS: snippet(
            """
app.set("strict routing", true);
app.post("/webhook/", webhook); // /webhook gets 404
""",
            """
app.post(["/webhook", "/webhook/"], webhook);
""",
        ),
        Framework.NEXT: snippet(
            """
// next.config.js
module.exports = { trailingSlash: true }; // /api/webhook gets a redirect (308)
""",
            """
// next.config.js
module.exports = { skipTrailingSlashRedirect: true };
""",
        ),
        Framework.LARAVEL: snippet(
            """
// routes/api.php: the path is /api/webhook, not /webhook
Route::post('/webhook', WebhookController::class);
""",
            """
// routes/api.php: tell Maileroo https://example.com/api/webhook
Route::post('/webhook', WebhookController::class); // php artisan route:list shows the path
""",
        ),
        Framework.GO: snippet(
            """
func routes(mux *http.ServeMux) {
	mux.HandleFunc("/webhook/", webhook) // /webhook gets a redirect (301)
}
""",
            """
func routes(mux *http.ServeMux) {
	mux.HandleFunc("POST /webhook", webhook)
	mux.HandleFunc("POST /webhook/{$}", webhook)
}
""",
        ),
        Framework.RAILS: snippet(
            """
# config/routes.rb
get "webhook", to: "webhooks#create" # a POST gets 404
""",
            """
# config/routes.rb
post "webhook", to: "webhooks#create" # bin/rails routes shows the path
""",
        ),
        Framework.SPRING: snippet(
            """
@PostMapping("/webhook/") // since Spring 6 /webhook gets 404
ResponseEntity<String> webhook(
        @RequestBody byte[] body, @RequestHeader("x-maileroo-signature") String signature) {
    return answer(body, signature);
}
""",
            """
@PostMapping({"/webhook", "/webhook/"})
ResponseEntity<String> webhook(
        @RequestBody byte[] body, @RequestHeader("x-maileroo-signature") String signature) {
    return answer(body, signature);
}
""",
        ),
    },
)
