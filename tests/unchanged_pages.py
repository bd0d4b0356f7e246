"""Whether a page that is said to be unchanged ever differs from one made anew.

`python -m tests.unchanged_pages [--acts 10000] [--postgres]`: four processes change two teams and look at
their pages at random, as people in several browsers, each of which keeps pages and asks with their tags.
After each answer the page is asked for without a tag. What a browser would show has to be the page made anew;
where it is not, somebody may have changed it in between, so it is asked for until it stands still. Exit 1
where a page differed, where one never stood still, or where none was unchanged.
"""

import argparse
import datetime as dt
import logging
import random
import re
import sys
import tempfile
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.test import TestResponse

from registry import clock
from registry.accounts.models import User
from registry.database.acts import act_at
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.errors import RegistryError
from registry.sign_in.services import sessions
from registry.teams.models import Team
from registry.web import unsent_forms
from tests import databases, postgres
from tests.cast import Cast, make_cast
from tests.conftest import make_session
from tests.factories import BY, NOW, make_statement
from tests.unchanged.builders import ACTS, PAGES

PROCESSES = 4
TEAMS = ("east", "west")
#: Of all that is done, the part that changes something.
CHANGES = 0.1
#: Of all that somebody looks at, the part that they have just looked at.
AGAIN = 0.6
#: How often a page may be asked for until it stands still.
MOST_TRIES = 100
#: The most hours that a clock goes on at once: days come to their end.
MOST_HOURS = 9

#: A token against forgery is signed anew for each page.
TOKEN = re.compile(r'(name="csrf_token"[^>]*value=")[^"]*')
#: What is counted.
ACTED, REFUSED, NOTED = "changes", "changes refused", "uses of a session noted"
MADE, UNCHANGED, DIFFERS, MOVING = "pages made", "unchanged", "different", "never still"


@dataclass(frozen=True)
class Reader:
    """Somebody who is signed in: the cookie, and the addresses that they look at."""

    cookie: str
    addresses: tuple[str, ...]


@dataclass(frozen=True)
class Installation:
    """Where the processes find what they share."""

    url: str
    folder: Path
    readers: tuple[Reader, ...]


@dataclass
class Browser:
    """Somebody's browser, and the pages that it keeps: by address their tag and text."""

    client: FlaskClient
    addresses: tuple[str, ...]
    kept: dict[str, tuple[str, str]] = field(default_factory=dict)
    last: str = ""

    def any_address(self, chance: random.Random) -> str:
        """Any page, or the last one again."""
        if not self.last or chance.random() >= AGAIN:
            self.last = chance.choice(self.addresses)
        return self.last

    def look(self, address: str) -> tuple[bool, str]:
        """Whether a page was unchanged, and what the browser shows then."""
        tag, text = self.kept.get(address, ("", ""))
        answer = self.client.get(address, headers={"If-None-Match": tag} if tag else {})
        if answer.status_code == 304:
            return True, text
        shown = _shown(answer)
        if "ETag" in answer.headers:
            self.kept[address] = (answer.headers["ETag"], shown)
        return False, shown

    def made_anew(self, address: str) -> str:
        """The page as it is for a browser that keeps nothing."""
        return _shown(self.client.get(address))

    def compare(self, address: str) -> str:
        """Look at a page until it stands still, and tell what was seen."""
        for _try in range(MOST_TRIES):
            was_unchanged, shown = self.look(address)
            anew = self.made_anew(address)
            if shown == anew:
                return UNCHANGED if was_unchanged else MADE
            if anew == self.made_anew(address) and self.look(address) == (was_unchanged, shown):
                return DIFFERS
        return MOVING


def _shown(answer: TestResponse) -> str:
    """What can be compared. Raises `LookupError` for a page that could not be made."""
    if answer.status_code >= 500:
        raise LookupError(f"{answer.request.path}: {answer.status}")
    return TOKEN.sub(r"\1", answer.text)


def run(installation: Installation, seed: int, steps: int) -> Counter[str]:
    """What one process does."""
    chance, counted = random.Random(seed), Counter[str]()  # noqa: S311  # nothing secret
    app = _app(installation)
    browsers = [_browser(app, reader) for reader in installation.readers]
    moment = NOW
    for _step in range(steps):
        with clock.stopped_at(moment):
            if chance.random() < CHANGES:
                counted[_act(app, chance)] += 1
                moment += dt.timedelta(hours=chance.random() * MOST_HOURS) * (chance.random() < 0.1)
            else:
                browser = chance.choice(browsers)
                counted[browser.compare(browser.any_address(chance))] += 1
    databases.disconnect(app)
    return counted


def _app(installation: Installation) -> Flask:
    logging.disable(logging.WARNING)
    return databases.make_app(databases.settings_for(installation.url, installation.folder))


def _browser(app: Flask, reader: Reader) -> Browser:
    client = app.test_client()
    client.set_cookie(app.config["SESSION_COOKIE_NAME"], reader.cookie)
    return Browser(client, reader.addresses)


def _act(app: Flask, chance: random.Random) -> str:
    """Change something, as somebody in the team or as a task of the registry."""
    slug, change = chance.choice(TEAMS), chance.choice(ACTS)
    with app.app_context():
        try:
            team_id = db.session.query(Team.id).filter_by(slug=slug).scalar()
            if chance.random() < 0.1:
                with unit_of_work():
                    sessions.note_seen(chance.randrange(1, 9), now=clock.now())
                return NOTED
            with unit_of_work(team_id if chance.random() < 0.8 else None):
                change(db.session.get_one(Team, team_id), act_at(BY, clock.now()), chance)
        except (RegistryError, OperationalError, StaleDataError):  # another was there first
            return REFUSED
    return ACTED


def fill(app: Flask) -> tuple[Reader, ...]:
    """Two teams, and people signed in to them."""
    readers = []
    with app.app_context():
        for slug in TEAMS:
            cast = make_cast(slug)
            with unit_of_work(cast.team.id):
                make_statement(cast.team)
                make_statement(cast.team)
            addresses = _addresses(cast)
            for user, language in ((cast.coordinator, "en"), (cast.member, "fr"), (cast.for_maple, "en")):
                readers.append(Reader(_cookie(app, user, language), addresses))
    return tuple(readers)


def _addresses(cast: Cast) -> tuple[str, ...]:
    """All pages of a team, by the numbers of its first partner, committee and person."""
    first = {"partners": cast.riverside.id, "committees": cast.steering.id, "people": cast.coordinator.id}
    numbered = re.compile(r"/(\w+)/1\b")

    def address(path: str) -> str:
        return numbered.sub(lambda found: f"/{found[1]}/{first.get(found[1], 1)}", path)

    return tuple(f"/teams/{cast.team.slug}{address(path)}" for path in PAGES.values())


def _cookie(app: Flask, user: User, language: str) -> str:
    held: dict[str, object] = {"_user_id": make_session(user), "_fresh": True, "language": language}
    unsent_forms.mark_forms(held, user.id)
    return str(app.session_interface.get_signing_serializer(app).dumps(held))  # type: ignore[attr-defined]


def measure(
    folder: Path, steps: int, *, on_postgres: bool = False, processes: int = PROCESSES
) -> Counter[str]:
    """What all processes saw, after so many acts and views of them together."""
    with ExitStack() as until:
        made: databases.Installation
        if on_postgres:
            made = databases.OnPostgres(folder, until.enter_context(postgres.server()), "unchanged")
            until.callback(made.remove)
        else:
            made = databases.OnSqlite(folder)
        installation = Installation(made.settings.database_url, folder, fill(made.app))
        made.disconnect()
        pool = until.enter_context(ProcessPoolExecutor(processes, mp_context=get_context("spawn")))
        works = [pool.submit(run, installation, seed, steps // processes) for seed in range(processes)]
        return sum((work.result() for work in works), Counter[str]())


def main(arguments: list[str]) -> int:
    """Print what was seen; 0 where no page differed."""
    parser = argparse.ArgumentParser(prog="python -m tests.unchanged_pages", description=main.__doc__)
    parser.add_argument("--acts", type=int, default=10_000)
    parser.add_argument("--postgres", action="store_true")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        seen = measure(Path(folder), asked.acts, on_postgres=asked.postgres)
    for name in (ACTED, REFUSED, NOTED, MADE, UNCHANGED, MOVING, DIFFERS):
        sys.stdout.write(f"{name:24} {seen[name]:6}\n")
    return 0 if is_sound(seen) else 1


def is_sound(seen: Counter[str]) -> bool:
    """Whether pages were unchanged at times, and none of them was another than made anew."""
    return bool(seen[UNCHANGED] and not seen[DIFFERS] and not seen[MOVING])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
