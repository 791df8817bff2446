"""What to change in each framework so that a layer lets webhooks pass."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from maileroo_cli.delivery.attempt.outcome import Attempt
from maileroo_cli.rules.layer.framework import recognise_framework
from maileroo_cli.rules.lesson.definition import Framework


class Layer(StrEnum):
    """What may stand between a request and the code that handles it; the value is the general remedy."""

    SIGN_IN = "let this route do without signing in: the signature says who sends"
    HOST = "allow this host's name"
    CSRF = "exempt this route from the CSRF check: the signature does its work"
    ROUTE = "register the path of the URL as the route, or give Maileroo the URL of the route"
    METHOD = "let this route take POST"
    SIZE = "allow bodies of 1 MB, here and in the proxy before it"
    CONTENT_TYPE = "read the body as bytes, whatever Content-Type it has"
    RAW_BODY = "hash the bytes as they came, before anything reads them as JSON"


_FRAMEWORKS = (
    Framework.FLASK,
    Framework.FASTAPI,
    Framework.DJANGO,
    Framework.EXPRESS,
    Framework.NEXT,
    Framework.LARAVEL,
    Framework.RAILS,
    Framework.SPRING,
    Framework.GO,
)
_REMEDIES: Mapping[Layer, tuple[str, ...]] = MappingProxyType(
    {
        Layer.SIGN_IN: (
            "leave it out of @login_required and before_request",
            "no Depends(…) on it",
            "@login_not_required, in REST framework authentication_classes = permission_classes = []",
            "mount it before the middleware that signs in",
            "leave it out of the matcher of middleware.ts",
            "outside of the group with middleware('auth')",
            "skip_before_action :authenticate_user!",
            "requestMatchers(path).permitAll()",
            "register it outside of the handler that signs in",
        ),
        Layer.HOST: (
            "TRUSTED_HOSTS",
            "allowed_hosts of TrustedHostMiddleware",
            "ALLOWED_HOSTS",
            "the names of vhost, or of the proxy",
            "the names in middleware.ts, or of the proxy",
            "trustHosts(at: […])",
            "config.hosts << name",
            "setAllowedHostnames of StrictHttpFirewall",
            "the host in the pattern of ServeMux",
        ),
        Layer.CSRF: (
            "@csrf.exempt",
            "leave it out of the CSRF middleware",
            "@csrf_exempt",
            "mount it before the CSRF middleware",
            "leave it out of the matcher of middleware.ts",
            "validateCsrfTokens(except: [path])",
            "skip_forgery_protection",
            "csrf.ignoringRequestMatchers(path)",
            "register it outside of the CSRF handler",
        ),
        Layer.ROUTE: (
            "@app.post(path, strict_slashes=False)",
            "the prefix of include_router counts",
            "path() in urls.py, to the slash",
            "the path of app.use counts",
            "app/…/route.ts, and trailingSlash",
            "routes/api.php puts /api before it",
            "post path in config/routes.rb",
            "@PostMapping, to the slash",
            "a pattern that ends in / is a subtree",
        ),
        Layer.METHOD: (
            "@app.post, or methods=['POST']",
            "@app.post",
            "def post, or POST in require_http_methods",
            "app.post",
            "export async function POST",
            "Route::post",
            "post in config/routes.rb",
            "@PostMapping",
            "HandleFunc('POST …')",
        ),
        Layer.SIZE: (
            "MAX_CONTENT_LENGTH",
            "it has no limit: look at the proxy",
            "DATA_UPLOAD_MAX_MEMORY_SIZE",
            "express.raw({limit: '1mb'})",
            "api.bodyParser.sizeLimit",
            "post_max_size of PHP",
            "it has no limit: look at the proxy",
            "spring.codec.max-in-memory-size",
            "http.MaxBytesReader",
        ),
        Layer.CONTENT_TYPE: (
            "request.get_data()",
            "await request.body(), and no model as parameter",
            "request.body, in REST framework parser_classes",
            "express.raw({type: '*/*'})",
            "await request.text()",
            "$request->getContent()",
            "request.raw_post",
            "@RequestBody byte[], and no consumes",
            "io.ReadAll(r.Body)",
        ),
        Layer.RAW_BODY: (
            "request.get_data()",
            "await request.body()",
            "request.body",
            "express.raw({type: '*/*'}) before express.json()",
            "await request.text(), and in pages/api bodyParser: false",
            "$request->getContent()",
            "request.raw_post",
            "@RequestBody byte[]",
            "io.ReadAll(r.Body)",
        ),
    }
)


def find_remedy(layer: Layer, *answers: Attempt) -> str:
    """Return what to do: for the framework that one of the ``answers`` names, or for each."""
    told = dict(zip(_FRAMEWORKS, _REMEDIES[layer], strict=True))
    framework = next((found for answer in answers if (found := recognise_framework(answer)) is not None), None)
    if framework is not None:
        return f"{layer.value}; in {framework.label}: {told[framework]}"
    return f"{layer.value} ({'; '.join(f'{one.label}: {text}' for one, text in told.items())})"
