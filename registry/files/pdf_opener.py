"""Opens a PDF that somebody brings, in a child process with bounded memory and time.

A few hundred kilobytes can unpack to gigabytes and would fill the memory of the web server. The child is this
module, run by `python -m`: the file comes on standard input, and the findings leave on standard output as
JSON.
"""

import io
import json
import resource
import sys
from dataclasses import asdict, dataclass

import pikepdf

from registry import child_processes

#: Seconds, and bytes of address space; a scan of 20 MB needs a tenth of them.
LONGEST, MOST_MEMORY = 15, 768 * 1024 * 1024


@dataclass(frozen=True)
class Opened:
    """What was found by opening a PDF."""

    #: The number of pages; 0 when the file cannot be read within the limits.
    pages: int = 0
    #: Opens only with a password.
    is_locked: bool = False
    #: Printing, copying or changing is restricted, or the file is locked.
    is_protected: bool = False
    #: Can be read only by guessing missing parts.
    is_damaged: bool = False


def opened(data: bytes) -> Opened:
    """Open a PDF in at most `LONGEST` seconds; one that needs more resources counts as damaged."""
    answer = child_processes.answer_of("registry.files.pdf_opener", data=data, seconds=LONGEST)
    return Opened(**json.loads(answer)) if answer is not None else Opened(is_damaged=True)


def look(data: bytes) -> Opened:
    """Open a PDF in this process."""
    try:
        return _look(data, recover=False)
    except pikepdf.PasswordError:
        return Opened(is_locked=True, is_protected=True)
    except pikepdf.PdfError:
        pass
    try:
        return _look(data, recover=True)
    except pikepdf.PdfError:
        return Opened(is_damaged=True)


def _look(data: bytes, *, recover: bool) -> Opened:
    with pikepdf.open(io.BytesIO(data), attempt_recovery=recover) as pdf:
        return Opened(pages=len(pdf.pages), is_protected=pdf.is_encrypted, is_damaged=recover)


def _limit() -> None:
    """Limit memory and time of this process; forbid writing files and core dumps."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (LONGEST, LONGEST))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    _limit()
    sys.stdout.write(json.dumps(asdict(look(sys.stdin.buffer.read()))))
