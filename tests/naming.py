"""Forty names as people have them, all invented: twelve scripts, marks, mixed directions, pictures."""

import json
from pathlib import Path

NAMES: tuple[str, ...] = tuple(
    one["name"]
    for one in json.loads((Path(__file__).parent / "data" / "names.json").read_text(encoding="utf-8"))
)
