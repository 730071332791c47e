"""What holds for every page: strict content policy, no stored copies, automatic logoff, a second factor for staff."""

from __future__ import annotations

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from resynapse_web.care import clock
from resynapse_web.care.people.roles import STAFF
from resynapse_web.content import Handler, strict_content

__all__ = ["auto_logoff", "second_factor", "strict_content"]
PASSIVE = "X-Passive"  # a page that asks by itself, such as a watch, does not keep a person signed in
NOTED_EVERY = 30  # s; who works is not written down with every page
OPEN_TO_ENROL = ("/accounts/", "/static/")


def auto_logoff(handle: Handler) -> Handler:
    """Sign out who has done nothing for a while, or has been signed in for a day's work."""

    def handled(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = clock.now().timestamp()
            began = request.session.setdefault("signed_in_at", now)
            last = request.session.setdefault("active_at", now)
            if now - last > settings.LOGOFF_AFTER_SECONDS or now - began > settings.LOGOFF_AT_LATEST_SECONDS:
                logout(request)
                messages.info(request, "You were signed out, because nothing was done for a while.")
                return redirect(settings.LOGIN_URL)
            if PASSIVE not in request.headers and now - last > NOTED_EVERY:
                request.session["active_at"] = now
        return handle(request)

    return handled


def second_factor(handle: Handler) -> Handler:
    """Staff work only after a second factor; a demo clinic asks for none and says so on every page."""

    def handled(request: HttpRequest) -> HttpResponse:
        user = request.user
        if settings.DEMO or not user.is_authenticated or user.role not in STAFF:
            return handle(request)
        if request.path.startswith(OPEN_TO_ENROL):
            return handle(request)
        if not is_mfa_enabled(user):
            messages.warning(request, "Set up a second factor first; staff accounts do not work without one.")
            return redirect("mfa_index")
        if not any(record.get("method") == "mfa" for record in get_authentication_records(request, user)):
            logout(request)
            return redirect(settings.LOGIN_URL)
        return handle(request)

    return handled
