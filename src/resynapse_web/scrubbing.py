"""Logs without people: addresses of pages keep their shape, identifiers and query strings go."""

from __future__ import annotations

import logging
import re

_SECRETS = (
    re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE),
    re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"),
    re.compile(r"\?\S+"),
)


def scrubbed(text: str) -> str:
    """The text without identifiers, e-mail addresses and query strings.

    >>> scrubbed("GET /care/patients/1b4b396a-0000-4000-8000-000000000000/?q=Alice")
    'GET /care/patients/[removed]/[removed]'
    """
    for secret in _SECRETS:
        text = secret.sub("[removed]", text)
    return text


class Scrub(logging.Filter):
    """Rewrites each record before a handler sees it; a traceback keeps its lines and loses its values."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Scrub the message and drop the exception's text."""
        record.msg, record.args = scrubbed(record.getMessage()), ()
        if record.exc_info and record.exc_info[0]:
            trace = record.exc_info[2]
            while trace and trace.tb_next:
                trace = trace.tb_next
            where = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "unknown place"
            record.msg = f"{record.msg} [{record.exc_info[0].__name__} at {where}]"
            record.exc_info = record.exc_text = None
        return True
