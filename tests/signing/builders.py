"""Second proofs in a few words, for tests; each is a change of its own, committed when it returns."""

import base64
import datetime as dt
import hashlib
import hmac
from typing import Any

import sqlalchemy as sa

from registry.accounts.models import User
from registry.audit.models import Event
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.sign_in.services import authenticators
from registry.signing.models import DirectoryProof, PersonalRequest
from registry.teams.models import Team
from registry.teams.rules import StepUp
from registry.teams.services import teams
from tests.acts import act_of
from tests.factories import NOW, WHO_AND_WHEN, make_user
from tests.sign_in.builders import SHARED, code_at

DIRECTORY = "Larkspur Memorial Hospital (invented)"
#: Before anybody was asked to sign.
EARLIER = NOW - dt.timedelta(days=30)


def accept(team: Team, *channels: StepUp) -> None:
    """Let signing ask for a proof by one of these channels."""
    with unit_of_work(team.id):
        teams.set_step_ups(team, channels, **WHO_AND_WHEN)


def give_app(email: str, *, secret: str, since: dt.datetime = EARLIER) -> User:
    """An account with an app since a moment."""
    with unit_of_work():
        user = make_user(email=email, name="Ann Lee")
        code = code_at(since)
        authenticators.add(user, shared=SHARED, code=code, secret=secret, act=act_of(user, since))
    return user


def make_directory_proof(asked: PersonalRequest, **said: Any) -> DirectoryProof:
    """What a directory said of who is asked; nobody has signed with it."""
    usual = {
        "about": asked.about,
        "signatory_id": asked.signatory.id,
        "generation": asked.generation,
        "token_digest": "0" * 64,
        "issuer": "https://directory.example",
        "issuer_name": DIRECTORY,
        "subject": "42",
        "address": asked.address,
        "proved_at": NOW,
        "expires_at": NOW + dt.timedelta(minutes=30),
    }
    return DirectoryProof(**(usual | said))


def tags_like(pattern: str) -> list[str]:
    """The tags of events, oldest first."""
    query = sa.select(Event.tag).where(Event.tag.like(pattern)).order_by(Event.id)
    return list(db.session.scalars(query))


def mailed_token(purpose: str, identity: int, generation: int, *, secret: str, is_former: bool) -> str:
    """A token as it was mailed, made by hand: links live on in letters, whatever becomes of the code.

    Former ones were written with the letters of base64, those after them with those of base32.
    """
    key = hmac.digest(secret.encode(), purpose.encode(), hashlib.sha256)
    mac = hmac.digest(key, f"{identity}:{generation}".encode(), hashlib.sha256)[:24]
    code = base64.urlsafe_b64encode(mac) if is_former else base64.b32encode(mac).rstrip(b"=").lower()
    return f"{identity}-{generation}-{code.decode()}"


def store(table: str, **row: Any) -> None:
    """A row as it stands in a database, whatever the models say of it now."""
    values = ", ".join(f":{name}" for name in row)
    _say(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({values})", row)


def set_stored(table: str, identity: int, **row: Any) -> None:
    """Let a stored row hold something else."""
    values = ", ".join(f"{name} = :{name}" for name in row)
    _say(f"UPDATE {table} SET {values} WHERE id = {identity}", row)


def _say(statement: str, row: dict[str, Any]) -> None:
    with unit_of_work():
        db.session.execute(sa.text(statement), row)
