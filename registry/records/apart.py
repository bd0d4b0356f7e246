"""Examining a file in a child process that limits itself and may be killed; it is given no secret."""

import datetime as dt
import json
import os
import subprocess
import sys
from pathlib import Path

from registry.records import levels
from registry.records.authority import keys_folder, own_authority
from registry.records.examining import Examination, Problem, from_json
from registry.records.rules import LONGEST_CHECK

TOP = Path(__file__).resolve().parent.parent.parent


def examine(data: bytes, *, now: dt.datetime) -> Examination:
    """What the bytes say of themselves; that they are too much for any record where the child was stopped.

    It takes up to `LONGEST_CHECK` seconds: no request waits for it.
    """
    own_authority(now=now)
    command = [sys.executable, "-B", "-m", "registry.records.examiner"]
    try:
        done = subprocess.run(  # noqa: S603  # our own interpreter and module
            [*command, str(keys_folder()), now.isoformat(), str(LONGEST_CHECK), *_time_roots()],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=LONGEST_CHECK,
            cwd=TOP,
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Examination(problem=Problem.TOO_MUCH)
    if done.returncode != 0:
        return Examination(problem=Problem.TOO_MUCH)
    return from_json(json.loads(done.stdout))


def _time_roots() -> list[str]:
    found = levels.time_stamp_roots()
    return [str(found)] if found else []
