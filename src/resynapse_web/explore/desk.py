"""The desk where questions wait: one is computed at a time, few may wait, answers are kept."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet

from resynapse_web.explore.plan import Question
from resynapse_web.explore.telling import Answer, answer

PATIENCE = 6.0  # s that a request waits before it says "not yet"; a run takes one or two


class Busy(Exception):
    """Too many questions wait already."""


class Desk:
    """Answers by question.

    Args:
        work: what turns a question into an answer.
        waiting: questions that may wait or be computed at once.
        kept: answers kept (about 1 MB each); the one unused for longest goes first.
    """

    def __init__(self, work: Callable[[Question], Answer], waiting: int = 8, kept: int = 32) -> None:
        self._work, self._waiting, self._kept = work, waiting, kept
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="explorer")
        self._lock = threading.Lock()
        self._asked: OrderedDict[str, Future[Answer]] = OrderedDict()

    def ask(self, question: Question, patience: float = PATIENCE) -> Answer | None:
        """The answer, or None while it is computed.

        Raises:
            Busy: too many others wait.
            InputError: the simulator refuses the plan.
        """
        asked = self._place(question)
        try:
            return asked.result(patience)
        except NotYet:
            return None
        except Exception:
            with self._lock:  # a failure is not an answer: whoever asks again has it tried again
                if self._asked.get(question.key) is asked:
                    del self._asked[question.key]
            raise

    def _place(self, question: Question) -> Future[Answer]:
        with self._lock:
            if question.key in self._asked:
                self._asked.move_to_end(question.key)
                return self._asked[question.key]
            if sum(not one.done() for one in self._asked.values()) >= self._waiting:
                raise Busy
            for key in [key for key, one in self._asked.items() if one.done()][: len(self._asked) + 1 - self._kept]:
                del self._asked[key]
            self._asked[question.key] = self._pool.submit(self._work, question)
            return self._asked[question.key]


DESK = Desk(answer)
