"""Makes many records at once: child processes build one file each.

Work that needs the application stays here: templates are rendered before, levels raised and files stored
after.
"""

import datetime as dt
import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack, suppress
from functools import partial
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from registry import clock
from registry.pdf.assembly import Bound, Place, Sheets
from registry.records.queries.authority import own_authority, own_place
from registry.records.rules import Draft, Paper
from registry.records.services import drafts as draft_services

TOP = Path(__file__).resolve().parent.parent.parent.parent
#: Fewer records are made faster by the process that runs already.
WORTH_CHILDREN = 120
#: Each child needs some 130 megabytes.
MOST_CHILDREN = 4

Key = TypeVar("Key")
#: Returns the finished paper, or raises the error of making it.
Made = Callable[[], Paper]


class BinderDied(RuntimeError):
    """A child process ended before its record was finished."""


class Binder:
    """A child process that builds one record at a time; started when it is needed, and again after it has
    died.
    """

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Binder":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    def bind(self, sheets: Sheets, place: Place, now: dt.datetime) -> Bound:
        """The finished file; raises the child's error, or `BinderDied`."""
        question = pickle.dumps((sheets, place, now))
        try:
            answer = self._ask(question)
        except (EOFError, OSError, pickle.UnpicklingError) as error:
            self.end()
            raise BinderDied("the process that was making it ended before it was done") from error
        if isinstance(answer, Exception):
            raise answer
        assert isinstance(answer, Bound)
        return answer

    def end(self) -> None:
        """Stop the child, even while it is working."""
        process, self.process = self.process, None
        if process is not None:
            process.kill()
            with suppress(OSError), process:  # a broken pipe: the child did not read everything
                pass

    def _ask(self, question: bytes) -> object:
        if self.process is None:
            self.process = _started()
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(question)
        self.process.stdin.flush()
        return pickle.load(self.process.stdout)  # noqa: S301  # from our own child


def _started() -> "subprocess.Popen[bytes]":
    """A child that inherits nothing but its pipes, and ends when we do."""
    command = [sys.executable, "-m", "registry.pdf.child_process"]
    return subprocess.Popen(  # noqa: S603  # our own interpreter and module
        command, cwd=TOP, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )


def children_for(records: int) -> int:
    """The number of child processes for a number of records: at most one per core; none for few records or on
    a single core.
    """
    cores = len(os.sched_getaffinity(0))
    return min(cores, MOST_CHILDREN) if records >= WORTH_CHILDREN and cores > 1 else 0


def make_papers(drafts: Iterator[tuple[Key, Draft]], *, children: int) -> Iterator[tuple[Key, Made]]:
    """Make the papers of drafts, read one by one, and yield each with its key.

    With child processes, papers come in the order in which they are finished. A child that dies loses only
    its current record; another child takes its place.
    """
    if not children:
        for key, draft in drafts:
            yield key, partial(draft_services.make_paper, draft, now=clock.now())
        return
    own_authority(now=clock.now())  # created before several children need it at once
    with ExitStack() as stack:
        threads = stack.enter_context(ThreadPoolExecutor(children))
        binders = [stack.enter_context(Binder()) for _ in range(children)]
        yield from _at_once(drafts, binders, threads)


def _at_once(
    drafts: Iterator[tuple[Key, Draft]], free: list[Binder], threads: ThreadPoolExecutor
) -> Iterator[tuple[Key, Made]]:
    """Give work to every free child, then yield what is finished while they work."""
    busy: dict[Future[Bound], tuple[Binder, Key, Made]] = {}
    done: list[tuple[Binder, Key, Made]] = []
    while True:
        for key, draft in islice(drafts, len(free)):
            binder = free.pop()
            future, begun = _begin(draft, binder, threads)
            busy[future] = (binder, key, begun)
        for _binder, key, begun in done:
            yield key, begun
        if not busy:
            return
        finished, _ = wait(busy, return_when=FIRST_COMPLETED)
        done = [busy.pop(future) for future in finished]
        free += [binder for binder, _key, _made in done]


def _begin(draft: Draft, binder: Binder, threads: ThreadPoolExecutor) -> tuple[Future[Bound], Made]:
    """Let a child build a draft; an error in a template is reported like an error of the child."""
    now = clock.now()
    try:
        sheets = draft_services.sheets_of(draft, now=now)
    except Exception as error:
        return _failed(error), partial(_raise, error)
    future = threads.submit(binder.bind, sheets, own_place(), now)
    return future, lambda: draft_services.finish(draft, sheets, future.result(), now=now)


def _failed(error: Exception) -> Future[Bound]:
    future: Future[Bound] = Future()
    future.set_exception(error)
    return future


def _raise(error: Exception) -> Paper:
    raise error
