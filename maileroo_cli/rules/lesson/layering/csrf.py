"""Exempt the webhook from the check of forms."""

from maileroo_cli.rules.lesson.definition import Framework, Lesson, snippet

LESSON = Lesson(
    "Exempt the webhook from the CSRF check and from the login",
    "A CSRF check protects forms of people who are logged in. Maileroo has no token and no session: it gets 403 "
    "(Django), 419 (Laravel), 422 (Rails) or a redirect to the login, before your code runs. The signature "
    "takes the place of both.",
    {
        Framework.FLASK: snippet(
            """
csrf = CSRFProtect(app)  # Flask-WTF: 400 without a token


@app.post("/webhook")
def webhook():
    return answer(request.get_data(), request.headers.get("x-maileroo-signature", ""))
""",
            """
csrf = CSRFProtect(app)


@app.post("/webhook")
@csrf.exempt
def webhook():
    return answer(request.get_data(), request.headers.get("x-maileroo-signature", ""))
""",
        ),
        Framework.FASTAPI: snippet(
            """
# Each route of the application asks for a login.
app = FastAPI(dependencies=[Depends(current_user)])
""",
            """
app = FastAPI()
app.include_router(pages, dependencies=[Depends(current_user)])
app.include_router(webhooks)  # verified by their signature
""",
        ),
        Framework.DJANGO: snippet(
            """
@require_POST
def webhook(request):  # CsrfViewMiddleware answers 403
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
app.use(csrfSynchronisedProtection); // 403 without a token
app.post("/webhook", express.raw({ type: () => true }), webhook);
""",
            """
app.post("/webhook", express.raw({ type: () => true }), webhook); // before the check
app.use(csrfSynchronisedProtection);
""",
        ),
        Framework.NEXT: snippet(
            """
// middleware.js
export default withAuth; // redirects every path to the login
""",
            """
// middleware.js
export default withAuth;
export const config = { matcher: ["/((?!api/webhook).*)"] };
""",
        ),
        Framework.LARAVEL: snippet(
            """
// routes/web.php: VerifyCsrfToken answers 419
Route::post('/webhook', WebhookController::class);
""",
            """
// bootstrap/app.php
->withMiddleware(function (Middleware $middleware) {
    $middleware->validateCsrfTokens(except: ['webhook']);
})
""",
        ),
        Framework.RAILS: snippet(
            """
class WebhooksController < ApplicationController
  def create # InvalidAuthenticityToken: 422
    head answer(request.raw_post, request.headers["x-maileroo-signature"].to_s)
  end
end
""",
            """
class WebhooksController < ApplicationController
  skip_forgery_protection
  skip_before_action :authenticate_user!, raise: false

  def create
    head answer(request.raw_post, request.headers["x-maileroo-signature"].to_s)
  end
end
""",
        ),
        Framework.SPRING: snippet(
            """
@Bean
SecurityFilterChain chain(HttpSecurity http) throws Exception {
    return http.authorizeHttpRequests(all -> all.anyRequest().authenticated()).build(); // 403, or a login
}
""",
            """
@Bean
SecurityFilterChain chain(HttpSecurity http) throws Exception {
    return http.csrf(csrf -> csrf.ignoringRequestMatchers("/webhook"))
        .authorizeHttpRequests(all -> all.requestMatchers("/webhook").permitAll().anyRequest().authenticated())
        .build();
}
""",
        ),
    },
)
