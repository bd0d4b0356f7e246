"""Child processes that read files from strangers: each limits its own resources and receives no secret."""

import os
import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent


def answer_of(module: str, *arguments: str, data: bytes, seconds: float) -> bytes | None:
    """Run one of our modules on some bytes and return its answer, or None when it failed or took too long."""
    try:
        done = subprocess.run(  # noqa: S603  # our own interpreter and module
            [sys.executable, "-B", "-m", module, *arguments],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
            cwd=TOP,
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None
    return done.stdout if done.returncode == 0 else None
