"""The child process that examines a file: `python -m registry.verification.child_process FOLDER MOMENT
SECONDS [ROOTS]`.

The file comes on standard input; the examination leaves on standard output as JSON. The process limits itself
before it reads a byte, so that hostile files can end only it.
"""

import datetime as dt
import json
import os
import resource
import sys
from contextlib import suppress
from pathlib import Path

from registry.certificates.trust import Trust
from registry.records.rules import MOST_MEMORY
from registry.verification.rules.inspection import Examination, Problem, as_json, examine

#: Its lower priority for the processor, and the setting that lets the system kill it first when memory runs
#: out.
NICENESS, FIRST_TO_GO = 10, "1000"


def main(arguments: list[str]) -> None:
    """Examine standard input with the authority in a folder, at a moment, within a number of seconds.

    An optional PEM file contains the trusted roots of time stamps.
    """
    folder, moment, seconds, *time_roots = arguments
    _limit(int(seconds))
    trust = Trust.read(Path(folder), *map(Path, time_roots))
    try:
        examination = examine(sys.stdin.buffer.read(), trust, dt.datetime.fromisoformat(moment))
    except MemoryError:
        examination = Examination(problem=Problem.TOO_MUCH)
    sys.stdout.write(json.dumps(as_json(examination)))


def _limit(seconds: int) -> None:
    """Lower the priority, limit memory and time, and forbid writing files and core dumps."""
    os.nice(NICENESS)
    with suppress(OSError):  # not supported by every system
        Path("/proc/self/oom_score_adj").write_text(FIRST_TO_GO)
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main(sys.argv[1:])
