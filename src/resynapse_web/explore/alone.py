"""Django's settings for the explorer without a clinic: no database, no session, no account.

RESYNAPSE_HOSTS         host names, comma separated; loopback if absent
RESYNAPSE_BEHIND_PROXY  1: a proxy ends TLS and says so in X-Forwarded-Proto
"""

from __future__ import annotations

import os
import secrets

os.environ.setdefault("RESYNAPSE_LOOPBACK", "1" if os.environ.get("RESYNAPSE_BEHIND_PROXY") != "1" else "0")

from resynapse_web.settings import *  # noqa: F403

SECRET_KEY = secrets.token_urlsafe(64)  # nothing is signed; Django asks for one
ROOT_URLCONF = "resynapse_web.explore.front"
INSTALLED_APPS = ["django.contrib.staticfiles", "resynapse_web.explore"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "resynapse_web.content.strict_content",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
DATABASES = {}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
AUTH_USER_MODEL = "auth.User"
DEMO = False
