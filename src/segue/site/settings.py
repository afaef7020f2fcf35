"""Django's settings, from the environment, with safe defaults.

What an operator may set is listed in docs/operator/settings.md. Nothing here is secret: keys lie in the home.
"""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from segue.site.home import BadSetting, environment, secret_key
from segue.site.proxies import networks

CODE = Path(__file__).resolve().parents[1]
_env = environment()
SEGUE_HOME = _env.place
SECRET_KEY = _env.text("SEGUE_SECRET_KEY") or secret_key(SEGUE_HOME)
SEGUE_MASTER_KEY = _env.text("SEGUE_MASTER_KEY")
SEGUE_MASTER_KEY_FILE = _env.text("SEGUE_MASTER_KEY_FILE") or SEGUE_HOME / "keys" / "master.key"
SEGUE_BASE_URL = _env.text("SEGUE_BASE_URL", "http://localhost:8000").rstrip("/")
SEGUE_SIGN_IN_BY_LINK = _env.switch("SEGUE_SIGN_IN_BY_LINK")
SEGUE_INVENTED = _env.switch("SEGUE_INVENTED")
SEGUE_PREPARED_STATEMENTS = _env.switch("SEGUE_PREPARED_STATEMENTS", default=True)
SEGUE_PSEUDO_LANGUAGE = _env.switch("SEGUE_PSEUDO_LANGUAGE")

_base = urlsplit(SEGUE_BASE_URL)
if _base.scheme not in ("http", "https") or not _base.hostname:
    raise BadSetting(
        f"SEGUE_BASE_URL is {SEGUE_BASE_URL!r}. Write an address such as https://segue.example.org."
    )
_is_tls = _base.scheme == "https"
SEGUE_SECOND_FACTOR = _env.switch("SEGUE_SECOND_FACTOR", default=_is_tls)
# Pages are served without TLS, so behind https there is a proxy, most often on this machine.
SEGUE_TRUSTED_PROXIES = networks(
    _env.text("SEGUE_TRUSTED_PROXIES", "127.0.0.1, ::1" if _is_tls else ""), name="SEGUE_TRUSTED_PROXIES"
)

DEBUG = False
ALLOWED_HOSTS = [_base.hostname, "localhost", "127.0.0.1", "[::1]"]
ROOT_URLCONF = "segue.site.urls"
WSGI_APPLICATION = "segue.site.wsgi.application"
USE_TZ = True
TIME_ZONE = "UTC"
APPEND_SLASH = False


def _database(address: str) -> dict[str, object]:
    """Django's settings for a database address; empty means SQLite in the home."""
    if not address:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": SEGUE_HOME / "segue.sqlite3",
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                # BEGIN IMMEDIATE takes the write lock at once; FULL since the record is evidence (decision 0002).
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA mmap_size=134217728;"
                    "PRAGMA journal_size_limit=27103364; PRAGMA cache_size=-20000; PRAGMA temp_store=MEMORY;"
                ),
            },
        }
    parts = urlsplit(address)
    if parts.scheme not in ("postgres", "postgresql") or not parts.path.strip("/"):
        raise BadSetting(
            "SEGUE_DATABASE_URL must look like postgresql://user:password@host:5432/name, or be empty."
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": {
            "pool": {"min_size": 1, "max_size": 12, "timeout": 10},
            # A statement is prepared when a connection asks it for the second time (decision 0015).
            "server_side_binding": SEGUE_PREPARED_STATEMENTS,
            "prepare_threshold": 1 if SEGUE_PREPARED_STATEMENTS else None,
        },
    }


SEGUE_DATABASE_URL = _env.text("SEGUE_DATABASE_URL")
DATABASES = {"default": _database(SEGUE_DATABASE_URL)}

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "segue.store.apps.StoreConfig",
    "segue.pages.apps.PagesConfig",
]
MIDDLEWARE = [
    "segue.site.headers.SafeHeaders",
    "segue.site.proxies.ClientAddress",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "segue.site.forgery.OwnForms",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    # Before the next one, so that an exception by which allauth leads on is asked there first.
    "segue.pages.errors.CalmErrors",
    "allauth.account.middleware.AccountMiddleware",
    "segue.pages.accounts.SecondFactorFirst",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": False,
        "DIRS": [CODE / "pages" / "templates"],
        "OPTIONS": {
            "environment": "segue.pages.environment.environment",
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

AUTH_USER_MODEL = "store.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = ["segue.store.hashing.SteadyArgon2"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"
ACCOUNT_ADAPTER = "segue.pages.accounts.ClosedSignUp"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_USER_DISPLAY = "segue.pages.accounts.display_name"

# The second factor. An address is the practice's to give, so nobody proves it here (decision 0009).
MFA_ADAPTER = "segue.site.second_factor.SecondFactor"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Segue"
MFA_TOTP_TOLERANCE = 1  # the code before and the one after: clocks differ, people type slowly
MFA_FORMS = {
    "authenticate": "segue.pages.second_step.CodeStep",
    "reauthenticate": "segue.pages.second_step.CodeOnceMore",
    "add_webauthn": "segue.pages.second_step.AddPasskey",
    "login_webauthn": "segue.pages.second_step.PasskeySignIn",
    "authenticate_webauthn": "segue.pages.second_step.PasskeyStep",
    "reauthenticate_webauthn": "segue.pages.second_step.PasskeyOnceMore",
}
MFA_RATE_LIMITS = {"webauthn_login": "30/m/ip"}  # as for passwords: a practice may share one address

# What counts tries at the sign-in lies in the database: it survives a restart, and all processes share it (0009).
CACHES = {
    "default": {
        "BACKEND": "segue.store.throttle.Counters",
        "LOCATION": "segue_throttle",
        "KEY_FUNCTION": "segue.store.throttle.nameless",
    },
}

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # no third cookie
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "__Host-segue" if _is_tls else "segue"
SESSION_COOKIE_SECURE = _is_tls
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_NAME = "__Host-segue-form" if _is_tls else "segue-form"
CSRF_COOKIE_SECURE = _is_tls
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "segue.pages.errors.stale_form"
CSRF_TRUSTED_ORIGINS = [SEGUE_BASE_URL] if _is_tls else []
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _is_tls else None
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
LOCALE_PATHS: list[Path] = []
if SEGUE_PSEUDO_LANGUAGE:
    from segue.site.translation import PSEUDO, write_pseudo_language

    LANGUAGES.append((PSEUDO, "Pseudo, right to left"))
    LOCALE_PATHS.append(write_pseudo_language(SEGUE_HOME / "locale"))

STATIC_URL = "/static/"
STATIC_ROOT = SEGUE_HOME / "static"
WHITENOISE_ALLOW_ALL_ORIGINS = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "segue.site.static.HashedFiles"},
}

# Mail: `file` writes .eml files into the home; smtp://user:password@host:port or smtps:// sends.
SEGUE_MAIL = _env.text("SEGUE_MAIL", "file")
SEGUE_MAIL_FROM = _env.text("SEGUE_MAIL_FROM", "segue@localhost")
SEGUE_OPERATOR = _env.text("SEGUE_OPERATOR")
DEFAULT_FROM_EMAIL = SEGUE_MAIL_FROM
EMAIL_BACKEND = "segue.site.post.AccountMail"

LOGGING_CONFIG = "segue.site.logs.configure"
LOGGING: dict[str, object] = {"level": _env.text("SEGUE_LOG_LEVEL", "INFO")}
