"""All settings of Ninefold on one page: defaults here, values from the environment, nonsense refused."""

import os
import re
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from ninefold.site.mail_settings import mail_sender, mail_server


def env_flag(name: str, *, default: bool) -> bool:
    """Read a yes/no setting; anything but true/false is refused: a slip is no silent default."""
    raw = os.environ.get(name)
    if raw is None:
        return default
    if raw.lower() in {"true", "1"}:
        return True
    if raw.lower() in {"false", "0"}:
        return False
    raise ImproperlyConfigured(f"{name} must be true or false, not {raw!r}.")


SITE = Path(__file__).resolve().parent
HOME = Path(os.environ.get("NINEFOLD_HOME", "var")).resolve()
HOME.mkdir(parents=True, exist_ok=True, mode=0o700)


def _secret() -> str:
    """Make the signing secret on the first run and keep it beside the data, readable by the owner only."""
    path = HOME / "secret"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(50))
    return path.read_text().strip()


SECRET_KEY = os.environ.get("NINEFOLD_SECRET") or _secret()
DEBUG = env_flag("NINEFOLD_DEBUG", default=False)
ALLOWED_HOSTS = os.environ.get("NINEFOLD_HOSTS", "127.0.0.1,localhost,[::1],testserver").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("NINEFOLD_ORIGINS", "").split(",") if o]
HTTPS = env_flag("NINEFOLD_HTTPS", default=False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
X_FRAME_OPTIONS = "DENY"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "ninefold.kit",
    "ninefold.engine",
    "ninefold.people",
    "ninefold.customers",
    "ninefold.journeys",
    "ninefold.listen",
    "ninefold.understand",
    "ninefold.demo",
    "ninefold.site",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    # Pages and static files travel compressed. BREACH finds no fixed secret to guess: Django masks its CSRF
    # tokens anew for every page, and this middleware adds a random length.
    "django.middleware.gzip.GZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "ninefold.people.middleware.MembershipMiddleware",
    "ninefold.people.middleware.PolicyMiddleware",
    "ninefold.site.middleware.RereadingMiddleware",
]

ROOT_URLCONF = "ninefold.site.urls"
# Where people reach this installation; one-time links printed by commands start with it.
ADDRESS = os.environ.get("NINEFOLD_ADDRESS", "http://127.0.0.1:8000").rstrip("/")
# Routes of third parties and who may use them; a route that is neither listed nor decorated is denied.
ROUTE_POLICIES = "ninefold.site.policies.THIRD_PARTY"
WSGI_APPLICATION = "ninefold.site.wsgi.application"

FORM_RENDERER = "ninefold.site.rendering.FormRenderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Every feature keeps its templates in its own folder; one glob finds them.
        "DIRS": [SITE / "templates", *sorted(SITE.parent.glob("*/*/templates"))],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "ninefold.site.context.shell",
            ],
        },
    },
]


def database(url: str) -> dict[str, object]:
    """Describe the row database: SQLite beside the data unless a postgresql:// address is given."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": HOME / "ninefold.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                    "PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY;"
                    # No answer waits for a checkpoint: the worker makes them (kit/jobs/upkeep.py).
                    "PRAGMA wal_autocheckpoint=0;"
                ),
            },
            "TEST": {"NAME": HOME / "test.sqlite3"},
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(
            "NINEFOLD_DATABASE_URL must start with postgresql:// or be empty for SQLite."
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": parts.port or "",
        "CONN_MAX_AGE": 60,
    }


def analysis_engine(name: str) -> str:
    """Name what reads the facts: DuckDB in this process, or the master of a Spark cluster."""
    if re.fullmatch(r"duckdb|local\[(\d+|\*)\]|spark://[^\s/,]+(,[^\s/,]+)*", name) is None:
        raise ImproperlyConfigured(
            f"NINEFOLD_ENGINE must be duckdb, local[2] or spark://host:7077, not {name!r}."
        )
    return name


ENGINE = analysis_engine(os.environ.get("NINEFOLD_ENGINE", "duckdb"))
# "no" is for measuring: every page then reads the facts anew.
KEEP_RESULTS = os.environ.get("NINEFOLD_KEEP_RESULTS", "yes") != "no"
DATABASES = {"default": database(os.environ.get("NINEFOLD_DATABASE_URL", ""))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

_smtp = mail_server(os.environ.get("NINEFOLD_SMTP_URL", ""))
EMAIL_HOST, EMAIL_PORT = _smtp.host, _smtp.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _smtp.user, _smtp.password
EMAIL_USE_TLS, EMAIL_USE_SSL = _smtp.starttls, _smtp.tls
EMAIL_TIMEOUT = 20  # Seconds; other quick jobs wait behind a mail server that does not answer.
DEFAULT_FROM_EMAIL = mail_sender(os.environ.get("NINEFOLD_MAIL_FROM", ""), needed=bool(_smtp.host))

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email",)},
    },
]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "ninefold.people.members.adapter.AccountAdapter"
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Ninefold"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/accounts/login/"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14

LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", _("English")),
    ("fa", _("Persian")),
    ("uk", _("Ukrainian")),
    ("ru", _("Russian")),
    ("ar", _("Arabic")),
    ("zh-hans", _("Chinese")),
]
LANGUAGE_COOKIE_AGE = 60 * 60 * 24 * 365
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = HTTPS
LOCALE_PATHS = [SITE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATIC_ROOT.mkdir(exist_ok=True)
WHITENOISE_USE_FINDERS = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # Static files are served from where they lie; nothing is collected, not even when installing.
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 5000},
    }
}

# Uploads are streamed to disk in the data folder, never held in memory.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
FILE_UPLOAD_TEMP_DIR = HOME / "uploads"
FILE_UPLOAD_TEMP_DIR.mkdir(exist_ok=True, mode=0o700)
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    # It warns of every request that waits a moment for one of the threads.
    "loggers": {"waitress.queue": {"level": "ERROR"}},
}
