"""The child process that builds records, one after the other: `python -m registry.pdf.child_process`.

Each request arrives on standard input; the file or the error leaves on standard output; both are pickled.
Keys are read from their folder; the secret that unlocks them comes with each request and is never stored.
"""

import gc
import os
import pickle
import signal
import sys
from typing import BinaryIO

from registry.pdf.assembly import Bound, Place, Sheets, bind


def main() -> None:
    """Serve the parent process until it closes our input or ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is handled by the parent process
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # output printed by libraries must not mix with answers
    gc.freeze()
    serve(sys.stdin.buffer, answers)


def serve(binary_io: BinaryIO, answers: BinaryIO) -> None:
    """Answer each request with a file, or with the exception that it raised."""
    while True:
        try:
            sheets, place, now = pickle.load(binary_io)  # noqa: S301  # from the process that started us
        except EOFError:
            return
        answers.write(pickle.dumps(_answer(sheets, place, now)))
        answers.flush()


def _answer(sheets: Sheets, place: Place, now: object) -> Bound | Exception:
    try:
        return bind(sheets, place, now=now)  # type: ignore[arg-type]
    except Exception as error:  # passed on to the parent, where it is raised again
        return _portable(error)


def _portable(error: Exception) -> Exception:
    """The error itself when it can be pickled, otherwise its message."""
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301  # our own
    except Exception:
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


if __name__ == "__main__":
    main()
