"""Sends bad input as one kind of reader, and notes what the registry could not answer."""

import logging
import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter

from registry.database.session import db
from registry.database.transactions import on_commit_wake
from tests.bad_input import spoiling
from tests.bad_input.readers import Reader
from tests.bad_input.spoiling import Spoilt
from tests.conftest import Client
from tests.databases import Installation
from tests.security.forms import MOST_PAGES, Form, crawl, forms_of, links_of

#: Parameters that pages read though no link and no form of theirs may name them now.
PARAMETERS = (
    "after",
    "before",
    "code",
    "committee",
    "error",
    "from",
    "kind",
    "language",
    "next",
    "on",
    "only",
)
PARAMETERS += ("part", "q", "relay", "roll", "show", "since", "state", "to", "who")
#: Answers after which things stand otherwise, or too much was asked.
CHANGED = (201, 302, 303, 429)


@dataclass(frozen=True)
class Failure:
    """One request that was answered with an error of ours, or that raised one."""

    reader: str
    endpoint: str
    spoilt: Spoilt
    status: int
    #: What was raised, and the last line of the registry's code that it passed; empty where nothing was.
    raised: str

    @property
    def kind(self) -> tuple[str, str]:
        """What failures of one cause have in common."""
        return self.raised, self.endpoint if not self.raised else ""

    def __str__(self) -> str:
        spoilt = self.spoilt
        where = f"{spoilt.method} {spoilt.address[:100]}"
        return f"{self.status} {self.endpoint} [{spoilt.where}: {spoilt.value}] as {self.reader}: {where}"


@dataclass
class Tally:
    """What was sent and how it was answered."""

    posts: int = 0
    gets: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    forms: int = 0
    #: Forms that were taken when nothing in them was spoilt.
    taken: int = 0
    #: Requests that were left out, since enough were made.
    left_out: int = 0
    failures: list[Failure] = field(default_factory=list)
    #: Hears of each cause of failures as soon as it is met.
    on_news: Callable[[str], object] = lambda line: None
    _causes: set[tuple[str, str]] = field(default_factory=set)

    def note(self, failure: Failure) -> None:
        """Keep a failure."""
        self.failures.append(failure)
        if failure.kind not in self._causes:
            self._causes.add(failure.kind)
            self.on_news(f"{failure.raised}\n    {failure}")


@dataclass
class Bounds:
    """How much is asked at most."""

    #: Requests for each reader.
    most: int
    #: When to stop, by `time.monotonic`.
    until: float
    #: Changes after which the database is made anew.
    renew_after: int = 1
    #: Pages that are read for their forms.
    pages: int = MOST_PAGES


class Run:
    """All bad input of one kind of reader."""

    def __init__(self, app: Flask, renew: Callable[[], None], bounds: Bounds, tally: Tally) -> None:
        self.app, self.renew, self.bounds, self.tally = app, renew, bounds, tally
        self.client = Client(app)
        self._raised: list[BaseException] = []
        self._changes = 0

    def of_reader(self, reader: Reader, chance: random.Random) -> None:
        """Read all that this reader can, then send everything spoilt, in an order of chance."""
        self._be(reader)
        self.renew()
        with _hearing(self._raised):
            pages = self._read(reader)
            self._send_all(reader, self._requests(pages), chance)

    def _read(self, reader: Reader) -> dict[str, str]:
        """Every page of text that this reader comes to, one of each kind and form."""
        found = {}
        for answer in islice(crawl(self.client, reader.begins), self.bounds.pages):
            self._note(
                reader, Spoilt("GET", answer.request.path, spoiling.WHOLE, "a link"), answer.status_code
            )
            if answer.status_code == 200 and answer.mimetype == "text/html":
                found[answer.request.full_path.rstrip("?")] = answer.text
        return found

    def _requests(self, pages: dict[str, str]) -> list[Spoilt]:
        forms = list(self._forms(pages))
        self.tally.forms += len(forms)
        spoilt = [one for form in forms for one in (spoiling.harmless_of(form), *spoiling.of_form(form))]
        spoilt += self._of_addresses(forms, pages)
        spoilt += spoiling.of_headers(next(iter(pages), "/"))
        return spoilt

    def _forms(self, pages: dict[str, str]) -> Iterator[Form]:
        """One form of each kind: sent to one view, with these fields."""
        seen = set()
        for address, text in pages.items():
            for form in forms_of(text, address):
                kind = (self._match(form.action, form.method)[0], form.method, *sorted(form.fields))
                if kind not in seen and "sign-out" not in form.action:
                    seen.add(kind)
                    yield form

    def _of_addresses(self, forms: Iterable[Form], pages: dict[str, str]) -> Iterator[Spoilt]:
        """The addresses of one page and one form of each kind, spoilt."""
        linked = sorted({*pages, *(link for text in pages.values() for link in links_of(text))})
        parameters = _parameters(linked)
        seen = set()
        for method, address in [
            *(("GET", one) for one in linked),
            *((one.method, one.action) for one in forms),
        ]:
            endpoint, places, rule = self._match(address, method)
            if (endpoint, method) in seen or not rule:
                continue
            seen.add((endpoint, method))
            yield from spoiling.of_address(method, rule, places)
            if method == "GET":
                page = urlsplit(address).path
                yield from spoiling.of_parameters(page, parameters[page], PARAMETERS)

    def _match(self, address: str, method: str) -> tuple[str, dict[str, Any], str]:
        """The view, the named parts and the rule of an address; nothing where none has it."""
        adapter: MapAdapter = self.app.url_map.bind("localhost")
        try:
            rule, places = adapter.match(urlsplit(address).path, method=method, return_rule=True)
        except HTTPException:
            return "", {}, ""
        return rule.endpoint, dict(places), rule.rule

    def _send_all(self, reader: Reader, spoilt: list[Spoilt], chance: random.Random) -> None:
        chance.shuffle(spoilt)
        self.tally.left_out += max(0, len(spoilt) - self.bounds.most)
        for number, one in enumerate(spoilt[: self.bounds.most]):
            if time.monotonic() > self.bounds.until:
                self.tally.left_out += min(len(spoilt), self.bounds.most) - number
                return
            self._send(reader, one)

    def _send(self, reader: Reader, one: Spoilt) -> None:
        if self._changes >= self.bounds.renew_after:
            self.renew()
            self._changes = 0
        self._be(reader)
        answer = self.client.open(
            one.address,
            method=one.method,
            data=one.make_body() or None,
            content_type=one.content_type,
            headers=dict(one.headers),
        )
        self._note(reader, one, answer.status_code)
        answer.close()
        self._changes += answer.status_code in CHANGED and one.method == "POST"
        if one.value == "harmless":
            self.tally.taken += answer.status_code < 400

    def _be(self, reader: Reader) -> None:
        self.client._cookies.clear()
        self.client.set_cookie("registry", reader.cookie)

    def _note(self, reader: Reader, one: Spoilt, status: int) -> None:
        self.tally.posts += one.method == "POST"
        self.tally.gets += one.method == "GET"
        self.tally.statuses[status] += 1
        if status >= 500 or self._raised:
            endpoint = self._match(one.address, one.method)[0]
            raised = _told(self._raised[0]) if self._raised else ""
            self.tally.note(Failure(reader.kind, endpoint, one, status, raised))
            self._raised.clear()


@contextmanager
def _hearing(raised: list[BaseException]) -> Iterator[None]:
    """Gather what views raise, which the registry logs before it answers in words; log nothing else."""
    logger, ear = logging.getLogger("registry"), _Ear(raised)
    others, logger.handlers, logger.propagate = logger.handlers, [ear], False
    try:
        yield
    finally:
        logger.handlers = others


class _Ear(logging.Handler):
    """Keeps the errors that are logged."""

    def __init__(self, raised: list[BaseException]) -> None:
        super().__init__(logging.ERROR)
        self.raised = raised

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the error of a line that has one."""
        if record.exc_info and record.exc_info[1]:
            self.raised.append(record.exc_info[1])


def _parameters(linked: Iterable[str]) -> Mapping[str, set[str]]:
    """The parameters with which each page is linked."""
    found: dict[str, set[str]] = defaultdict(set)
    for one in map(urlsplit, linked):
        found[one.path].update(name for name, _ in parse_qsl(one.query))
    return found


def _told(error: BaseException) -> str:
    """What was raised, and the last line of the registry's own code that it passed."""
    step, ours = error.__traceback__, ""
    while step is not None:
        path = Path(step.tb_frame.f_code.co_filename)
        if "registry" in path.parts and "site-packages" not in path.parts:
            ours = f"{'/'.join(path.parts[-2:])}:{step.tb_lineno}"
        step = step.tb_next
    return f"{type(error).__name__}: {str(error)[:160]!r} at {ours}"


def run(
    installation: Installation,
    make_readers: Callable[[Flask], list[Reader]],
    bounds: Bounds,
    *,
    seed: int,
    wanted: Callable[[str], bool] = lambda kind: True,
    told: Callable[[str], object] = lambda line: None,
) -> Tally:
    """Everything spoilt, as each kind of reader that is wanted."""
    app, tally, readers = installation.app, Tally(on_news=told), []
    name = f"two whole teams {time.monotonic_ns()}"  # whose sessions only this run knows
    app.config["PROPAGATE_EXCEPTIONS"] = False
    with app.app_context():
        on_commit_wake(lambda task: None)  # no worker runs

    def make() -> None:
        readers.extend(make_readers(app))

    def renew() -> None:
        with app.app_context():
            installation.bring(name, make)
            db.session.remove()

    renew()
    for reader in readers:
        if wanted(reader.kind):
            before = tally.posts, tally.gets, len(tally.failures), time.monotonic()
            Run(app, renew, bounds, tally).of_reader(reader, random.Random(f"{seed} {reader.kind}"))  # noqa: S311  # to be repeated
            spent = time.monotonic() - before[3]
            told(
                f"{reader.kind}: {tally.posts - before[0]} posts, {tally.gets - before[1]} reads, "
                f"{len(tally.failures) - before[2]} failures, {spent:.0f} s"
            )
    return tally
