"""What holds for every page, open or signed in: only this server's files, and nothing kept by the browser."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Handler = Callable[[HttpRequest], HttpResponse]


def strict_content(handle: Handler) -> Handler:
    """Only this server's files; nothing kept by the browser once a person has left."""

    def handled(request: HttpRequest) -> HttpResponse:
        request.number = str(uuid.uuid4())
        response = handle(request)
        response["Content-Security-Policy"] = settings.CONTENT_SECURITY_POLICY
        response["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
        if not request.path.startswith(settings.STATIC_URL):
            response.setdefault("Cache-Control", "no-store")
        return response

    return handled
