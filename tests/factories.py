"""One factory a model: the smallest valid object; a test states only what matters to it.

To be called inside `unit_of_work()`, unless it says otherwise; each flushes and gives back what it made.
"""

import datetime as dt
import hashlib
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import count
from typing import Any

import pikepdf
import sqlalchemy as sa
from PIL import Image

from registry.accounts import services as accounts
from registry.accounts.models import User
from registry.committees.models import Committee, Seat
from registry.committees.queries import steering_committees
from registry.committees.services import committees, seats
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.documents.models import Section, Version
from registry.documents.queries import documents as document_queries
from registry.documents.rules.documents import ChangeKind, DocumentKind, Source, State
from registry.documents.rules.provision_words import RULES
from registry.documents.rules.provisions import DEFAULTS, Provisions
from registry.documents.services import documents, drafts
from registry.documents.services import provisions as provision_services
from registry.partners.models.partners import Partner
from registry.partners.models.people import Signatory
from registry.partners.rules.grounds import Ground, RestsOn
from registry.partners.services import partners, signatories
from registry.partners.services.representatives import add_representative
from registry.security import actors
from registry.security.actors import Act, Capacity
from registry.security.permissions import Role
from registry.teams.models import Membership, Team
from registry.teams.rules import Tier
from registry.teams.services import teams
from tests.acts import act_of, with_act

NOW = dt.datetime(2026, 11, 24, 15, 0, tzinfo=dt.UTC)
WHO_AND_WHEN: dict[str, Any] = {"act": act_of(actors.COMMAND, NOW)}

_numbers = count(1)


def make_team(*, slug: str | None = None, languages: Sequence[str] = ("en", "fr"), **said: Any) -> Team:
    """A team with its region, in both languages."""
    named = {
        "name_en": "East Team",
        "name_fr": "Équipe de l’Est",
        "region_en": "the East",
        "region_fr": "l’Est",
    }
    return teams.create_team(
        slug=slug or f"team-{next(_numbers)}", languages=languages, **(named | said), **WHO_AND_WHEN
    )


def make_user(*, email: str | None = None, name: str = "Ann Ng") -> User:
    """An account without a role."""
    return accounts.create_account(
        email=email or f"user{next(_numbers)}@example.org", name=name, **WHO_AND_WHEN
    )


def make_coordinator(team: Team, **said: Any) -> User:
    """An account that coordinates a team."""
    return _with_role(team, Role.COORDINATOR, **said)


def make_reader(team: Team, **said: Any) -> User:
    """An account that may read a team."""
    return _with_role(team, Role.READER, **said)


def make_small_team() -> Team:
    """A team, east, that Robin Roe coordinates; a change of its own."""
    with unit_of_work():
        team = make_team(slug="east")
        make_coordinator(team, email="robin@example.org", name="Robin Roe")
    return team


def _with_role(team: Team, role: Role, **said: Any) -> User:
    user = make_user(**said)
    teams.grant_role(team=team, user_id=user.id, role=role, **WHO_AND_WHEN)
    return user


def make_partner(
    team: Team, name: str | None = None, *, tier: Tier | None = Tier.ANCHOR, **said: Any
) -> Partner:
    """An anchor partner without a signatory, since the first day of 2026."""
    dated = {"effective_on": dt.date(2026, 1, 1)}
    given = {"rests_on": RestsOn(Ground.LIST)} | dated | said
    return partners.add_partner(
        team, name=name or f"Partner {next(_numbers)}", tier=tier, **given, **WHO_AND_WHEN
    )


def make_signatory(partner: Partner, **said: Any) -> Signatory:
    """A person with an address who may sign for a partner."""
    person = {"name": "Ann Lee", "title": "Executive Director", "email": f"ann{next(_numbers)}@example.org"}
    return signatories.add_signatory(partner, **(person | said), **WHO_AND_WHEN)


def make_draft(
    team: Team,
    *,
    body: Mapping[str, str] | None = None,
    requirements: Mapping[str, str] | None = None,
    source: Source = Source.WRITTEN,
    kind: DocumentKind = DocumentKind.POLICY,
) -> Version:
    """The draft of a policy, complete in both languages: one section, nothing open."""
    draft = documents.start_document(
        team,
        kind=kind,
        titles={"en": "Privacy policy", "fr": "Politique de confidentialité"},
        requirements=requirements or {"anchor": "signs", "associate": "signs", "observer": "acknowledges"},
        source=source,
        **WHO_AND_WHEN,
    )
    if source is Source.WRITTEN:
        _write(draft, body or {"en": "We keep what we learn to ourselves.", "fr": "Nous gardons le secret."})
    return draft


def _write(draft: Version, body: Mapping[str, str]) -> None:
    section = draft.sections[0]
    drafts.change_section(
        section,
        heading={"en": "Privacy", "fr": "Vie privée"},
        body=body,
        tiers=[],
        **WHO_AND_WHEN,
    )


def make_version(team: Team, **said: Any) -> Version:
    """A published version 1 of a policy."""
    return documents.publish(make_draft(team, **said), may_be_silent=True, **WHO_AND_WHEN)


def make_statement_of_before(
    team: Team, *, fields: Mapping[str, Mapping[str, str]] | None = None, body: str | None = None
) -> Version:
    """A version of a Statement as it was published before Statements carried their provisions: its text shows
    the days of a conflict and the notice period by fields.
    """
    given = fields or {
        "conflict_days": {"en": "45", "fr": "45"},
        "notice_period": {"en": "none", "fr": "aucun"},
    }
    said = body or "Within {{ conflict_days }} days. Notice: {{ notice_period }}."
    document = documents.add_document(
        team,
        kind=DocumentKind.STATEMENT,
        titles=documents.STATEMENT_TITLES,
        requirements={"anchor": "signs", "associate": "signs", "observer": "acknowledges"},
        slug=documents.STATEMENT_SLUG,
        **WHO_AND_WHEN,
    )
    section = Section(
        key="time",
        part="conflict",
        position=1,
        heading={"en": "Time", "fr": "Temps"},
        body={"en": said, "fr": said},
        tiers=[],
    )
    version = Version(
        document=document,
        number=1,
        state=State.DRAFT,
        source=Source.WRITTEN,
        change_kind=ChangeKind.FIRST,
        title=dict(documents.STATEMENT_TITLES),
        languages=["en", "fr"],
        fields={name: dict(words) for name, words in given.items()},
        requirements=document.requirements,
        scheme=1,
        fingerprint=hashlib.sha256(json.dumps([given, said]).encode()).hexdigest(),
        created_at=NOW,
        published_at=NOW,
        sections=[section],
    )
    db.session.add(version)
    db.session.flush()
    version.state = State.PUBLISHED
    db.session.flush()
    provision_services.begin(version, from_on=WHO_AND_WHEN["act"].on, **WHO_AND_WHEN)
    return version


#: A section body that shows every provision by a rule.
SHOWING = " ".join(f"{{{{ {name} }}}}" for name in RULES)


def make_statement(
    team: Team,
    provisions: Provisions | None = None,
    *,
    body: str = SHOWING,
    act: Act | None = None,
    in_force_from: dt.date | None = None,
) -> Version:
    """The next published version of a Statement in one section, which shows every provision. It names a
    steering committee, made where the team has none; a version after the first is material.
    """
    moment = {"act": act or WHO_AND_WHEN["act"]}
    found = document_queries.find_document(team.id, documents.STATEMENT_SLUG)
    draft = (
        documents.start_next_version(found, **moment) if found else documents.start_statement(team, **moment)
    )
    for section in draft.sections[1:]:
        drafts.remove_section(section, **moment)
    said = dict.fromkeys(("en", "fr"), body)
    drafts.change_section(
        draft.sections[0], heading={"en": "Rules", "fr": "Règles"}, body=said, tiers=[], **moment
    )
    chosen = provisions or DEFAULTS
    if chosen.steering_committee is None:
        steering = steering_committees.marked(team.id) or make_committee(team)
        chosen = replace(chosen, steering_committee=steering.id)
    provision_services.set_provisions(draft, provisions=chosen, **moment)
    return documents.publish(
        draft,
        change_kind=ChangeKind.MATERIAL,
        change_note={"en": "Other rules.", "fr": "D’autres règles."},
        in_force_from=in_force_from,
        may_be_silent=True,
        **moment,
    )


def make_pdf(text: str = "A page") -> bytes:
    """The bytes of a PDF of one page; another text makes another file."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.docinfo["/Title"] = text
        file = io.BytesIO()
        pdf.save(file, static_id=True)
    return file.getvalue()


def make_docx(*extra: str) -> bytes:
    """The bytes of a small word-processor file, with further parts by name."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in ("[Content_Types].xml", "word/document.xml", *extra):
            archive.writestr(name, "<x/>")
    return file.getvalue()


def make_picture(kind: str = "PNG") -> bytes:
    """The bytes of a picture."""
    file = io.BytesIO()
    Image.new("RGB", (4, 4), "white").save(file, kind)
    return file.getvalue()


def make_member(team: Team, **said: Any) -> User:
    """An account that takes part in a team; what is theirs, a seat or a partner, is given apart."""
    return _with_role(team, Role.MEMBER, **said)


def make_representative(partner: Partner, **said: Any) -> User:
    """An account that acts for a partner since the first day of 2026."""
    user = make_member(partner.team, **said)
    add_representative(partner, user_id=user.id, started_on=dt.date(2026, 1, 1), **WHO_AND_WHEN)
    return user


BY = actors.person(None, "Cora Sample", Capacity.COORDINATOR)
BY_AND_WHEN: dict[str, Any] = {"act": act_of(BY, NOW)}


def by_coordinator(team: Team, **said: Any) -> dict[str, Any]:
    """The act of a coordinator with an account; she is made where the team has not had her before."""
    query = sa.select(User).join(Membership, Membership.user_id == User.id)
    theirs = query.where(Membership.team_id == team.id, User.name == BY.name)
    return with_act(said, act_of(db.session.scalar(theirs) or make_coordinator(team, name=BY.name), NOW))


def make_committee(team: Team, *, name: str = "Steering Committee", is_steering: bool = True) -> Committee:
    """The steering committee of a team, without a seat."""
    return committees.add_committee(team, name_en=name, is_steering=is_steering, **BY_AND_WHEN)


def make_seat(committee: Committee, partner: Partner | None = None, **said: Any) -> Seat:
    """A vacant seat of an organization, or of the primary care sector, since the first day of 2026."""
    whose: dict[str, Any] = {"partner": partner} if partner else {"sector": "Primary care"}
    named = {"label_en": partner.name if partner else "Primary care", "starts_on": dt.date(2026, 1, 1)}
    return seats.add_seat(committee, **(named | whose | said), **BY_AND_WHEN)


def seat_member(seat: Seat, user: User | None = None, *, is_chair: bool = False, **said: Any) -> User:
    """Give a seat since the first day of 2026 to a member of the team, who chairs if so asked."""
    holder = user or make_member(seat.committee.team)
    dated = {"starts_on": dt.date(2026, 1, 1)}
    seats.give_seat(seat, user_id=holder.id, person_name=holder.name, **(dated | said), **BY_AND_WHEN)
    if is_chair:
        committees.set_chair(seat.committee, seat, effective_on=dt.date(2026, 1, 1), **BY_AND_WHEN)
    return holder
