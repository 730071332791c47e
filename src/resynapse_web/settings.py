"""Django's settings, read from the environment; the defaults are the safe ones.

RESYNAPSE_CLINIC    folder of the clinic: database, key, backups
DATABASE_URL        postgresql://user:password@host:port/name; SQLite in the clinic's folder if absent
RESYNAPSE_HOSTS     host names, comma separated; loopback if absent
RESYNAPSE_BEHIND_PROXY  1: a proxy ends TLS and says so in X-Forwarded-Proto
RESYNAPSE_MAIL      smtp://user:password@host:587; this machine, port 25, if absent
RESYNAPSE_MAIL_FROM the address that mail comes from
RESYNAPSE_PAGER     https://...: a gateway for pagers or SMS that calls people on duty, beside mail
RESYNAPSE_PAGER_SECRET  the secret that its messages are signed with
RESYNAPSE_LOOPBACK  1: plain HTTP, for this machine alone (set by `resynapse clinic demo`)
"""

from __future__ import annotations

import os
from pathlib import Path

from resynapse_web import mail
from resynapse_web.database import read_url

HERE = Path(__file__).resolve().parent
CLINIC = Path(os.environ.get("RESYNAPSE_CLINIC", "clinic")).resolve()
LOOPBACK = os.environ.get("RESYNAPSE_LOOPBACK") == "1"
_KEY = CLINIC / "secret.key"

SECRET_KEY = os.environ.get("RESYNAPSE_SECRET_KEY") or (_KEY.read_text().strip() if _KEY.exists() else "")
DEBUG = False
ALLOWED_HOSTS = os.environ.get("RESYNAPSE_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
ROOT_URLCONF = "resynapse_web.urls"
WSGI_APPLICATION = "resynapse_web.wsgi.application"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "resynapse_web.care",  # templates and styles, before allauth's
    "resynapse_web.care.people",
    "resynapse_web.care.records",
    "resynapse_web.care.candidates",
    "resynapse_web.care.consents",
    "resynapse_web.care.plans",
    "resynapse_web.care.safety",
    "resynapse_web.care.outcomes",
    "resynapse_web.care.forecasts",
    "resynapse_web.care.treatments",
    "resynapse_web.care.practice",
    "resynapse_web.care.interchange",
    "resynapse_web.explore",
    "allauth",
    "allauth.account",
    "allauth.mfa",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "resynapse_web.middleware.strict_content",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "resynapse_web.middleware.auto_logoff",
    "resynapse_web.middleware.second_factor",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "resynapse_web.care.people.context.clinic",
            ]
        },
    }
]

DATABASES = {"default": read_url(os.environ.get("DATABASE_URL"), CLINIC)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "shared_cache"}}
USE_TZ = True
TIME_ZONE = os.environ.get("RESYNAPSE_TIME_ZONE", "UTC")
LANGUAGE_CODE = "en"
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

# Who may come in.
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "care:home"
ACCOUNT_ADAPTER = "resynapse_web.care.people.accounts.Closed"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts are made by the clinic, never by the visitor
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no mail to an address that has no account
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "5/15m/key,30/15m/ip"}  # the lock-out
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Resynapse clinic"
DEMO = LOOPBACK and (CLINIC / "demo").exists()  # no second factor, fictional people, this machine alone
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = LOOPBACK
EMAIL_BACKEND = f"django.core.mail.backends.{'console' if DEMO else 'smtp'}.EmailBackend"
globals().update(mail.read_url(os.environ.get("RESYNAPSE_MAIL")))
DEFAULT_FROM_EMAIL = os.environ.get("RESYNAPSE_MAIL_FROM", "clinic@localhost")
PAGER = (os.environ.get("RESYNAPSE_PAGER", ""), os.environ.get("RESYNAPSE_PAGER_SECRET", ""))

# Sessions end by themselves, and nothing is loaded from elsewhere.
LOGOFF_AFTER_SECONDS = 15 * 60
LOGOFF_AT_LATEST_SECONDS = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = not LOOPBACK
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 0 if LOOPBACK else 365 * 24 * 3600
if os.environ.get("RESYNAPSE_BEHIND_PROXY") == "1":
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",  # the QR code of the second factor
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"scrub": {"()": "resynapse_web.scrubbing.Scrub"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["scrub"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {  # in place of Django's own handlers, which print addresses as they are and mail tracebacks
        name: {"handlers": ["console"], "level": "WARNING", "propagate": False} for name in ("django", "django.server")
    },
}
