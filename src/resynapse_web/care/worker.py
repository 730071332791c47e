"""What runs beside the pages: looks at running sessions, calls again, finds abandoned screeners, reminds, forecasts.

All of it lives in the database, so the worker can be stopped and started at any time. Calls never wait for a forecast:
the simulator has a thread of its own.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from django.db import close_old_connections

from resynapse_web.care.forecasts import queue
from resynapse_web.care.outcomes import answering, reminders
from resynapse_web.care.safety import paging, watch
from resynapse_web.care.treatments import paging as sessions

EVERY, SLOWLY, SELDOM = 5.0, 60.0, 900.0  # s
_log = logging.getLogger("django.worker")


def once() -> None:
    """Everything that is due now, one time."""
    calls()
    slow()
    while queue.work_one():
        pass


def calls() -> None:
    """The part that must not wait; one that fails holds up no other. The beat says that all ran to their end."""
    ran = [_safely(work) for work in (answering.abandoned, paging.sweep, sessions.sweep)]
    if all(ran):
        watch.beat()


def slow() -> None:
    """Reminders and new questions to the simulator."""
    reminders.remind()
    queue.ask_all()


def run() -> None:
    """For ever; what goes wrong is logged without values and tried again."""
    threading.Thread(target=_for_ever, args=(queue.work_one, EVERY), daemon=True).start()
    threading.Thread(target=_for_ever, args=(queue.ask_all, SLOWLY), daemon=True).start()
    threading.Thread(target=_for_ever, args=(reminders.remind, SELDOM), daemon=True).start()  # asks about everybody
    _for_ever(calls, EVERY)


def _for_ever(work: Callable[[], object], pause: float) -> None:
    while True:
        close_old_connections()  # a database that went away is asked for anew
        _safely(work)
        time.sleep(pause)


def _safely(work: Callable[[], object]) -> bool:
    try:
        work()
    except Exception as error:
        _log.error("the worker failed in %s.%s: %s", work.__module__, work.__name__, type(error).__name__)
        return False
    return True
