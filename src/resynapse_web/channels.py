"""How people on duty are called: by e-mail and, where the clinic has one, by a gateway for pagers or SMS over HTTP.

Every channel is tried for every call: one that fails holds up no other. No message carries a name or an answer of a
patient. A gateway gets JSON with a signature: HMAC-SHA256, with the shared secret, of the time, a point and the body.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import send_mail

from resynapse.errors import InputError
from resynapse_web.care import clock

TIMEOUT = 10  # s; a gateway that hangs holds up nobody for longer
SIGNATURE, TIME = "X-Resynapse-Signature", "X-Resynapse-Time"
LOOPBACK = ("localhost", "127.0.0.1", "::1")


class Message(NamedTuple):
    """What is sent; `number` names the call, so that a gateway does not deliver the same twice."""

    subject: str
    text: str
    number: str


class Channel(Protocol):
    """A way to call somebody. `send` returns when the message has left, and raises whatever went wrong."""

    @property
    def name(self) -> str:
        """As people read it."""

    def send(self, address: str, message: Message) -> None:
        """Send to the e-mail address of an account; a gateway knows the telephone behind it."""


@dataclass(frozen=True)
class Email:
    """Django's mail."""

    name: str = "e-mail"

    def send(self, address: str, message: Message) -> None:
        """Hand it to the mail server."""
        send_mail(message.subject, message.text, None, [address])


@dataclass(frozen=True)
class Gateway:
    """A gateway for pagers or SMS."""

    url: str
    secret: str
    timeout: float = TIMEOUT
    name: str = "pager"

    def send(self, address: str, message: Message) -> None:
        """POST it, signed; any answer but 2xx is a failure, and nothing is sent on to another place."""
        said = {"to": address, "subject": message.subject, "text": message.text, "number": message.number}
        body, moment = json.dumps(said).encode(), str(int(clock.now().timestamp()))
        head = {"Content-Type": "application/json", TIME: moment, SIGNATURE: signature(self.secret, moment, body)}
        asked = urllib.request.Request(self.url, body, head, method="POST")
        with _opener(self.url).open(asked, timeout=self.timeout):
            pass


def _opener(url: str) -> urllib.request.OpenerDirector:
    """Through the proxy of the environment, if there is one; never to this machine."""
    here = urlsplit(url).hostname in LOOPBACK
    return urllib.request.build_opener(_Stay, *((urllib.request.ProxyHandler({}),) if here else ()))


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """Never: a signed call is for one address."""


def signature(secret: str, moment: str, body: bytes) -> str:
    """What the gateway compares, in hexadecimal digits."""
    return hmac.new(secret.encode(), moment.encode() + b"." + body, hashlib.sha256).hexdigest()


def gateway(url: str, secret: str) -> Gateway:
    """A gateway by its address.

    Raises:
        InputError: an address that is not https (loopback may be http), or no secret; neither is repeated.
    """
    parts = urlsplit(url)
    if not parts.hostname or not (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)):
        raise InputError("RESYNAPSE_PAGER", f"{parts.scheme}://...", "https://...; http:// on this machine alone")
    if len(secret) < 16:
        raise InputError("RESYNAPSE_PAGER_SECRET", "...", "a secret of at least 16 characters")
    return Gateway(url, secret)


def configured() -> Sequence[Channel]:
    """The channels of this clinic."""
    pager = settings.PAGER
    return (Email(), gateway(*pager)) if pager[0] else (Email(),)


class Sent(NamedTuple):
    """Whether a message left by any channel, and which of them failed with what."""

    left: bool
    problem: str


def send(address: str, message: Message) -> Sent:
    """Call somebody by every channel."""
    channels = configured()
    failed = [f"{it.name}: {error}" for it in channels if (error := _tried(it, address, message))]
    return Sent(len(failed) < len(channels), "; ".join(failed)[:80])


def _tried(channel: Channel, address: str, message: Message) -> str:
    try:
        channel.send(address, message)
    except Exception as error:  # whatever a server does, the queue and the next channel stay
        return type(error).__name__
    return ""
