"""Examines files in a child process that limits itself, may be killed and is given no secret."""

import datetime as dt
import json

from registry import child_processes
from registry.records.queries import authority
from registry.records.queries.authority import keys_folder, own_authority
from registry.records.rules import LONGEST_CHECK
from registry.verification.rules.inspection import Examination, Problem, from_json


def examine(data: bytes, *, now: dt.datetime) -> Examination:
    """Examine a file; when the child was stopped, the file counts as too large for any record.

    Takes up to `LONGEST_CHECK` seconds: never call it in a request.
    """
    own_authority(now=now)
    arguments = (str(keys_folder()), now.isoformat(), str(LONGEST_CHECK), *_time_roots())
    answer = child_processes.answer_of(
        "registry.verification.child_process", *arguments, data=data, seconds=LONGEST_CHECK
    )
    return from_json(json.loads(answer)) if answer is not None else Examination(problem=Problem.TOO_MUCH)


def _time_roots() -> list[str]:
    roots = authority.time_stamp_roots()
    return [str(roots)] if roots else []
