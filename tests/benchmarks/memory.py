"""Peak memory, each measured in a process of its own: `python -m tests.benchmarks.memory FOLDER WHAT`.

A process is told to open an installation that another one set up. The peak counts from when everything is
imported; what that takes is in each of the figures, and stands beside them as `nothing`.
"""

import re
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from registry import clock
from registry.certificates import trust as certificate_trust
from registry.records.rules import Draft
from registry.verification.rules import inspection
from tests.benchmarks import installation
from tests.benchmarks.bare import Bare
from tests.benchmarks.records import make

TOP = Path(__file__).resolve().parent.parent.parent


def peaks_of_records(folder: Path) -> dict[str, float]:
    """Peak memory in MB of each side that `measure_records` measured in the same folder."""
    many = {what: peak_of(folder / "many", what) for what in ("nothing", "bare", "first", "cached", "bulk")}
    return many | {what: peak_of(folder / "gathered", what) for what in ("bare-edition", "edition")}


def peak_of(folder: Path, what: str) -> float:
    """Peak memory in MB of one work in a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.memory", str(folder), what]
    done = subprocess.run(command, cwd=TOP, capture_output=True, text=True, check=True)
    return float(done.stdout)


def of_this_process() -> float:
    """Peak memory of this process until now, in MB.

    Not `ru_maxrss`, which begins with the peak of the process that started this one.
    """
    status = Path("/proc/self/status").read_text()
    return round(int(re.search(r"^VmHWM:\s+(\d+) kB", status, re.M)[1]) / 1024, 1)


def _draft() -> Draft:
    return installation.commitment_drafts()[0]


def _bulk(_folder: Path) -> None:
    for draft in installation.commitment_drafts():
        make(draft)


def _verify(folder: Path) -> None:
    """What the child process that examines a file does."""
    trust = certificate_trust.Trust.read(folder / "keys")
    inspection.examine((folder / "edition.pdf").read_bytes(), trust, clock.now())


WORKS: dict[str, Callable[[Path], object]] = {
    "nothing": lambda _folder: _draft(),
    "bare": lambda _folder: Bare(_draft()).render_and_sign(),
    "first": lambda _folder: make(_draft()),
    "cached": lambda _folder: make(_draft()),
    "bulk": _bulk,
    "bare-edition": lambda _folder: Bare(installation.edition_draft()).render(),
    "edition": lambda _folder: make(installation.edition_draft()),
    "verification": _verify,
}


def forget_peak() -> None:
    """Count the peak anew, where the system lets us (proc(5), clear_refs)."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


if __name__ == "__main__":
    place, work = Path(sys.argv[1]), sys.argv[2]
    if work in ("first", "bulk"):
        installation.forget_bodies(place)
    with installation.open_again(place).app_context():
        forget_peak()
        WORKS[work](place)
    sys.stdout.write(str(of_this_process()))
