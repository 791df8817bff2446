"""Allow the host name that Maileroo calls."""

from maileroo_cli.rules.lesson.definition import Framework, Lesson, snippet

LESSON = Lesson(
    "Allow the host name under which Maileroo reaches you",
    "Frameworks refuse a `Host` that they do not know, with 400 or 403, and the name of a tunnel or of a new "
    "domain is one of these. Add the exact name; to allow every name takes away what the check is for.",
    {
        Framework.FLASK: snippet(
            """
app.config["TRUSTED_HOSTS"] = ["www.example.com"]  # since Flask 3.1; others get 400
""",
            """
app.config["TRUSTED_HOSTS"] = ["www.example.com", "hooks.example.com", "127.0.0.1"]
""",
        ),
        Framework.FASTAPI: snippet(
            """
app.add_middleware(TrustedHostMiddleware, allowed_hosts=["www.example.com"])  # others get 400
""",
            """
app.add_middleware(
    TrustedHostMiddleware, allowed_hosts=["www.example.com", "hooks.example.com", "127.0.0.1"]
)
""",
        ),
        Framework.DJANGO: snippet(
            """
ALLOWED_HOSTS = ["www.example.com"]  # others get 400
""",
            """
ALLOWED_HOSTS = ["www.example.com", "hooks.example.com", "127.0.0.1"]
""",
        ),
        Framework.EXPRESS: snippet(
            """
app.use(vhost("www.example.com", site)); // other names get 404
""",
            """
app.use(vhost("www.example.com", site));
app.use(vhost("hooks.example.com", site));
""",
        ),
        Framework.LARAVEL: snippet(
            """
// bootstrap/app.php; others get 404
->withMiddleware(fn (Middleware $middleware) => $middleware->trustHosts(at: ['^www\\.example\\.com$']))
""",
            """
->withMiddleware(fn (Middleware $middleware) => $middleware->trustHosts(
    at: ['^www\\.example\\.com$', '^hooks\\.example\\.com$']
))
""",
        ),
        Framework.GO: snippet(
            """
func routes(mux *http.ServeMux) {
	mux.HandleFunc("POST www.example.com/webhook", webhook) // other names get 404
}
""",
            """
func routes(mux *http.ServeMux) {
	mux.HandleFunc("POST /webhook", webhook) // any name
}
""",
        ),
        Framework.RAILS: snippet(
            """
# config/environments/production.rb; others get 403
config.hosts = ["www.example.com"]
""",
            """
config.hosts = ["www.example.com", "hooks.example.com"]
""",
        ),
        Framework.NGINX: snippet(
            """
server {
    server_name www.example.com; # other names get the default server, which may be another site
}
""",
            """
server {
    server_name www.example.com hooks.example.com;
}
""",
        ),
    },
)
