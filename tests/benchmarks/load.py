"""Many people at once: they open their link and sign while the worker makes their records; and records that
are owed all at once, by one worker and by two. On the product's own server and worker; by the elapsed time.
"""

import html
import http.cookiejar
import os
import random
import re
import statistics
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from registry.commitments.models import Commitment
from registry.database.session import db
from registry.records.models import RecordOrder
from registry.records.rules import RecordKind
from registry.security.link_tokens import LinkParts
from registry.server import usual_workers
from tests import databases
from tests.benchmarks import installation, serving
from tests.benchmarks.pages import installation_in

#: People who wait for an answer at the same time, at most.
AT_ONCE = 60
#: Of fewer samples nothing is said.
MEANINGFUL = 2
#: Seconds for an answer, and for all records.
PATIENCE, PATIENCE_FOR_RECORDS = 60, 900
LOOK_AGAIN = 0.05
FIELD = re.compile(r'<input[^>]*type="hidden"[^>]*>')
ATTRIBUTE = re.compile(r'(name|value)="([^"]*)"')
#: What the page behind a link has until its person has signed.
TO_SIGN = 'name="has_authority"'


@dataclass(frozen=True)
class Sizes:
    """How many people sign within how many seconds, and how many records are owed at once."""

    people: int = 500
    seconds: float = 300
    owed: int = 200

    @classmethod
    def quick(cls) -> "Sizes":
        """Enough to see that all works, at the same pace."""
        return cls(people=10, seconds=6, owed=4)


@dataclass
class Found:
    """What was seen: how long each page took in seconds, and what went wrong."""

    opened: list[float] = field(default_factory=list)
    signed: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    #: Signatures that the database holds in the end.
    signatures: int = 0
    #: Records a minute, by how many workers make them.
    issued: dict[int, float] = field(default_factory=dict)

    @property
    def held(self) -> bool:
        """Whether everybody could sign."""
        return not self.errors and self.signatures == len(self.signed) > 0

    def told(self, sizes: Sizes) -> dict[str, object]:
        """As plain values."""
        return {
            "people": sizes.people,
            "within_s": sizes.seconds,
            "errors": len(self.errors),
            "first_error": next(iter(self.errors), ""),
            "signatures": self.signatures,
            "link_opened_s": _spread(self.opened),
            "signed_s": _spread(self.signed),
            "records_owed": sizes.owed,
            "records_a_minute_by_workers": {str(count): round(rate) for count, rate in self.issued.items()},
        }


def measure_load(folder: Path, sizes: Sizes, *, on_postgres: bool) -> Found:
    """Everybody signs; then records that are owed are made, by one worker and by two."""
    found = Found()
    with installation_in(folder / "signing", on_postgres=on_postgres, name="signing") as place:
        let_sign(place, sizes, found)
    for workers in (1, 2):
        name = f"owed_{workers}"
        with installation_in(folder / name, on_postgres=on_postgres, name=name) as place:
            found.issued[workers] = _issue(place, sizes.owed, workers)
    return found


def let_sign(place: databases.Installation, sizes: Sizes, found: Found) -> None:
    installation.ask(place.app, sizes.people)
    links = _links(place.app)
    environ = _environ(place)
    order = random.Random(16)  # noqa: S311  # nothing secret
    moments = sorted(order.uniform(0, sizes.seconds) for _link in links)
    with (
        serving.Server.of_registry(environ, workers=usual_workers()) as server,
        _workers(environ, 1),
        ThreadPoolExecutor(AT_ONCE) as people,
    ):
        site = f"http://{serving.HOST}:{server.port}"
        begun = time.monotonic()
        coming = zip(moments, links, strict=True)
        list(people.map(lambda one: _Person(site, found).sign(one[1], at=begun + one[0]), coming))
    with place.app.app_context():
        found.signatures = db.session.scalar(sa.select(sa.func.count(Commitment.id))) or 0
    place.disconnect()


class _Person:
    """Somebody with a browser and a link."""

    def __init__(self, site: str, found: Found) -> None:
        self._site, self._found = site, found
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._opener = urllib.request.build_opener(cookies)

    def sign(self, link: str, *, at: float) -> None:
        """Come at a moment, open the link, and sign."""
        time.sleep(max(0, at - time.monotonic()))
        try:
            page = self._timed(self._found.opened, link)
            done = self._timed(self._found.signed, link, _filled_in(page))
            if TO_SIGN in done:
                raise ValueError("the form came back")
        except (OSError, ValueError) as error:
            self._found.errors.append(repr(error))

    def _timed(self, into: list[float], path: str, form: Mapping[str, str] | None = None) -> str:
        data = urllib.parse.urlencode(form).encode() if form else None
        began = time.monotonic()
        with self._opener.open(self._site + path, data, PATIENCE) as answer:
            page: str = answer.read().decode()
        into.append(time.monotonic() - began)
        return page


def _filled_in(page: str) -> dict[str, str]:
    """The form of a signing page as somebody fills it in; who signs is named by the page."""
    hidden = [dict(ATTRIBUTE.findall(found)) for found in FIELD.findall(page)]
    kept = {one["name"]: html.unescape(one.get("value", "")) for one in hidden if "name" in one}
    name = "Zoé Personne"
    return kept | {"name": name, "title": "Director", "typed": name, "has_authority": "y", "consents": "y"}


def _links(app: Flask) -> list[str]:
    with app.app_context():
        secret = str(app.secret_key)
        return [
            f"/sign/{one.LINKS.token_for(LinkParts(one.id, one.generation), secret=secret)}"
            for one in installation.asked()
        ]


def _issue(place: databases.Installation, owed: int, workers: int) -> float:
    """Records a minute that so many workers make, from the first until those of all who have signed.

    What a worker needs to start is not counted.
    """
    installation.ask(place.app, owed)
    installation.sign_all(place.app)
    environ = _environ(place)
    with _workers(environ, workers), place.app.app_context():
        before = _wait_for_records(1)
        began = time.monotonic()
        made = _wait_for_records(owed) - before
        spent = time.monotonic() - began
    place.disconnect()
    return 60 * made / spent


def _wait_for_records(count: int) -> int:
    """Wait until there are so many records of signatures; how many there are then."""
    made = sa.select(sa.func.count(RecordOrder.id)).where(
        RecordOrder.record_id.is_not(None), RecordOrder.kind == RecordKind.COMMITMENT.value
    )
    until = time.monotonic() + PATIENCE_FOR_RECORDS
    while time.monotonic() < until:
        found = db.session.scalar(made) or 0
        db.session.rollback()
        if found >= count:
            return found
        time.sleep(LOOK_AGAIN)
    raise TimeoutError("not all records were made")


def _environ(place: databases.Installation) -> dict[str, str]:
    place.disconnect()
    return databases.environ_for(place.settings.database_url, place.settings.instance)


@contextmanager
def _workers(environ: Mapping[str, str], count: int) -> Iterator[None]:
    """So many of the product's own workers, until the block ends."""
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "registry", "worker"]
    inherited = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    processes = [
        subprocess.Popen(command, cwd=serving.TOP, env=inherited | environ, **quiet)
        for _worker in range(count)
    ]
    try:
        yield
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(serving.PATIENCE)


def _spread(seconds: Sequence[float]) -> dict[str, float]:
    """The median, the value that one in twenty exceeds, and the greatest."""
    if len(seconds) < MEANINGFUL:
        return {}
    parts = statistics.quantiles(seconds, n=20)
    return {"p50": round(parts[9], 3), "p95": round(parts[18], 3), "most": round(max(seconds), 3)}
