"""The settings of the smallest project that has a receiver."""

import os

SECRET_KEY = os.environ.get("DJANGO_SECRET_KEY", "not used here")
MAILEROO_SECRET = os.environ.get("MAILEROO_WEBHOOK_SECRET", "")
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
INSTALLED_APPS = ["django_app"]
MIDDLEWARE = ["django.middleware.common.CommonMiddleware", "django.middleware.csrf.CsrfViewMiddleware"]
ROOT_URLCONF = "django_app.urls"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": os.environ.get("DJANGO_DATABASE", "events.db"),
        "OPTIONS": {"timeout": 30, "transaction_mode": "IMMEDIATE"},
    }
}
