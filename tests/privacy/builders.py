"""Persons who leave traces everywhere, and looking through the whole database for them."""

import datetime as dt
import io
import json
import zipfile
from typing import Any

import sqlalchemy as sa

from registry.accounts.models import User
from registry.commitments.services import hand_overs
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.outbox.models import Message
from registry.outbox.rules.messages import Fate
from registry.partner_lists.services import imports
from registry.partners.services.signatories import end_signatory
from registry.privacy.queries import persons
from registry.privacy.queries.table_paths import table_named
from registry.privacy.services import export as export_services
from registry.records.models import RecordOrder
from registry.security import actors
from registry.security.actors import in_role
from registry.security.permissions import Role
from registry.teams.models import Team
from registry.teams.services import memberships
from tests.acts import act_of
from tests.commitments import builders as commitments
from tests.factories import NOW, WHO_AND_WHEN, make_coordinator, make_partner, make_signatory
from tests.signing.builders import make_directory_proof

#: Nobody else's in any test.
ADDRESS = "zz.unique@person.example"
LIST = f"Name,Tier,Signatory name,Signatory email\nOak Clinic,Anchor,Zora Zed,{ADDRESS}\n"
#: Long after every period is over.
LATER = dt.timedelta(days=4000)


def sign_and_leave(team: Team) -> Any:
    """Somebody asked, who names another, signs all the same, and stops signing."""
    version = commitments.publish_policy(team)
    with unit_of_work(team.id):
        partner = make_partner(team, "Elm Clinic")
        signatory = make_signatory(partner, name="Zora Zed", email=ADDRESS)
    request = commitments.ask_one(version, partner)
    proposed = commitments.propose(request, email=ADDRESS)
    with unit_of_work(team.id):
        hand_overs.refuse_hand_over(proposed, reason="Ask again", **WHO_AND_WHEN)
    commitment = commitments.sign(request, name="Zora Zed", typed="Zora Zed")
    with unit_of_work(team.id):
        db.session.add(make_directory_proof(request))
        end_signatory(signatory, on=NOW.date(), **WHO_AND_WHEN)
    return commitment


def upload(team: Team) -> Any:
    """A list that nobody confirms."""
    with unit_of_work(team.id):
        return imports.keep_list(
            team, file_name="list.csv", data=LIST.encode(), act=act_of(actors.COMMAND, NOW)
        )


def join_and_leave(team: Team) -> User:
    """Somebody is given an account, and their role ends."""
    with unit_of_work(team.id):
        user = make_coordinator(team, email=ADDRESS, name="Zora Zed")
    with unit_of_work(team.id):
        memberships.end_role(team, user_id=user.id, **WHO_AND_WHEN)
    return user


def settle_all() -> None:
    """Let all messages have left, and no letter be owed."""
    with unit_of_work():
        db.session.execute(sa.delete(RecordOrder))
        db.session.execute(sa.update(Message).values(fate=Fate.SENT.value, sent_at=NOW))


def places_of(word: str) -> set[str]:
    """Where in all of the database a word stands, as `table.column`: asked without any declaration."""
    return {
        f"{table.name}.{column.name}"
        for table in db.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, (sa.String, sa.JSON, sa.LargeBinary)) and _holds(column, word)
    }


def _holds(column: Any, word: str) -> bool:
    values = db.session.scalars(sa.select(column).where(column.is_not(None)))
    return any(word in (one.decode("latin-1") if isinstance(one, bytes) else str(one)) for one in values)


def pour_into_all(word: str, held: Any) -> None:
    """Put a word into every column of a table's last row that is declared to hold text of a person."""
    table = table_named(held.table)
    key = next(iter(table.primary_key.columns))
    last = db.session.scalar(sa.select(sa.func.max(key)))
    texts = [name for name in held.columns if name not in held.secret and is_text(table.c[name])]
    values = {name: _holding(table.c[name], word) for name in texts}
    if values and last is not None:
        db.session.execute(sa.update(table).where(key == last).values(**values))


def is_text(column: Any) -> bool:
    """Whether a column holds words, not a reference."""
    if persons.kind_of(column) or column.name == "actor":
        return False
    return column.name != "subject" or column.table.name == "conflict_case"


def _holding(column: Any, word: str) -> Any:
    if isinstance(column.type, sa.LargeBinary):
        return f"Name,Mail\nX,{word}".encode()
    return {"x": [word]} if isinstance(column.type, sa.JSON) else word


def columns_in(export: export_services.Export) -> set[str]:
    """Where an export says that the person is named, as `table.column`."""
    rows = [row for kinds in export.teams.values() for found in kinds.values() for row in found]
    return {f"{row.table}.{name}" for row in rows for name in row.named_in}


def for_operator(sought: str) -> export_services.Export:
    """What the operator's export holds."""
    with unit_of_work():
        return export_services.export_for_operator(sought, act=act_of(actors.COMMAND, NOW))


def for_coordinator(team: Team, sought: str, user: User) -> export_services.Export:
    """What a coordinator's export holds."""
    with unit_of_work(team.id):
        return export_services.export_for_team(
            team,
            sought,
            user=user,
            role=Role.COORDINATOR,
            act=act_of(in_role(user.id, Role.COORDINATOR), NOW),
        )


def unpacked(content: bytes) -> dict[str, bytes]:
    """The files of an export, by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def listed(content: bytes) -> Any:
    """What the list in an export says."""
    return json.loads(unpacked(content)["person.json"])
