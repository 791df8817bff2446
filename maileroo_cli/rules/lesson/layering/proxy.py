"""Let what stands before the application pass events on."""

from maileroo_cli.rules.lesson.definition import Framework, Lesson, snippet

LESSON = Lesson(
    "Let the proxy before your application pass every event on",
    "A proxy, a firewall or a gateway answers in place of your application: 413 above its body limit, 403 where "
    "text looks like an attack, 429 above a rate, 502 to 504 where the application is slow or gone. Each is "
    "retried for 14 hours. Exempt this one path.",
    {
        Framework.NGINX: snippet(
            """
location / {
    client_max_body_size 1k; # a real event with long fields gets 413
    limit_req zone=all;      # a wave of events gets 503
    proxy_pass http://application;
}
""",
            """
location = /webhook {
    client_max_body_size 1m;
    proxy_pass http://application;
}
""",
        ),
        Framework.EXPRESS: snippet(
            """
app.use((request, response, next) =>
  request.secure ? next() : response.redirect(`https://${request.hostname}${request.url}`)); // for ever
""",
            """
app.set("trust proxy", 1); // request.secure is then what the proxy says
""",
        ),
        Framework.DJANGO: snippet(
            """
SECURE_SSL_REDIRECT = True  # behind a proxy that ends TLS: a redirect for ever
""",
            """
SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
""",
        ),
    },
)
