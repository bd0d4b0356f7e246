"""What the benchmarks print: a table to read, or JSON."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from tests.benchmarks.editions import Steps
from tests.benchmarks.measuring import Result

ROW = "{:<26} {:>7} {:>9} {:>13} {:>8} {:>6}  {}\n"


def of_records(results: Sequence[Result], peaks: Mapping[str, float], *, as_json: bool) -> str:
    """The ratios and the peak memory, in MB, of each side."""
    if as_json:
        said = {"ratios": [_plain(result) for result in results], "peak_memory_mb": dict(peaks)}
        return json.dumps(said, indent=2) + "\n"
    table = ROW.format("ratio", "value", "target", "verdict", "samples", "self", "medians in ms")
    table += "".join(_row(result) for result in results)
    return table + "peak memory in MB: " + ", ".join(f"{name} {peak}" for name, peak in peaks.items()) + "\n"


def of_pages(results: Sequence[Result], *, as_json: bool) -> str:
    """The ratio of each page over its floor."""
    if as_json:
        return json.dumps({"ratios": [_plain(result) for result in results]}, indent=2) + "\n"
    return ROW.format("page", "ratio", "target", "verdict", "samples", "self", "medians in ms") + "".join(
        map(_row, results)
    )


def of_edition(steps: Steps, *, as_json: bool) -> str:
    """Size, times and peak memory of an edition."""
    said = asdict(steps)
    if as_json:
        return json.dumps(said, indent=2) + "\n"
    return "".join(f"{name.replace('_', ' ')}: {value}\n" for name, value in said.items())


def of_load(said: Mapping[str, object], *, as_json: bool) -> str:
    """What was seen while many people signed."""
    if as_json:
        return json.dumps(said, indent=2) + "\n"
    return "".join(f"{name.replace('_', ' ')}: {value}\n" for name, value in said.items())


def _plain(result: Result) -> dict[str, object]:
    return {
        "name": result.target.name,
        "ratio": round(result.ratio, 3),
        "target": _limit(result),
        "met": result.target.is_met_by(result.ratio),
        "verdict": result.verdict.value,
        "samples": result.samples,
        "self_ratio": round(result.self_ratio, 3),
        "medians_ms": {name: round(value, 1) for name, value in result.medians.items()},
        "note": result.note,
    }


def _row(result: Result) -> str:
    medians = ", ".join(f"{name} {value:.1f}" for name, value in result.medians.items())
    return ROW.format(
        result.target.name,
        f"{result.ratio:.3f}",
        _limit(result),
        result.verdict.value,
        result.samples,
        f"{result.self_ratio:.3f}",
        medians + (f" ({result.note})" if result.note else ""),
    )


def _limit(result: Result) -> str:
    return f"{'>=' if result.target.at_least else '<='} {result.target.limit:g}"
