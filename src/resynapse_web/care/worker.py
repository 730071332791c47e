"""What runs beside the pages: calls again, finds abandoned screeners, reminds, and asks the simulator.

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

EVERY, SLOWLY = 5.0, 60.0  # s
_log = logging.getLogger("django.worker")


def once() -> None:
    """Everything that is due now, one time."""
    calls()
    slow()
    while queue.work_one():
        pass


def calls() -> None:
    """The part that must not wait. The beat says that it ran to its end."""
    answering.abandoned()
    paging.sweep()
    watch.beat()


def slow() -> None:
    """Reminders and new questions to the simulator."""
    reminders.remind()
    queue.ask_all()


def run() -> None:
    """For ever; what goes wrong is logged without values and tried again."""
    threading.Thread(target=_for_ever, args=(queue.work_one, EVERY), daemon=True).start()
    threading.Thread(target=_for_ever, args=(slow, SLOWLY), daemon=True).start()
    _for_ever(calls, EVERY)


def _for_ever(work: Callable[[], object], pause: float) -> None:
    while True:
        _safely(work)
        time.sleep(pause)


def _safely(work: Callable[[], object]) -> None:
    close_old_connections()
    try:
        work()
    except Exception as error:
        _log.error("the worker failed in %s: %s", work.__name__, type(error).__name__)
