"""An installation of its own in which many partners have signed the statement that the registry drafts."""

import datetime as dt
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from registry import clock
from registry.commitments.models import Commitment, Edition, SigningRequest
from registry.commitments.queries import requests as commitment_requests
from registry.commitments.services import editions, requests, signatures
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.demo.papers import FIELDS
from registry.documents.rules.provisions import Provisions
from registry.documents.services import documents, drafts, provisions
from registry.jobs import runner
from registry.partners.rules.partners import Contribution
from registry.partners.services.schedules import set_schedule
from registry.pdf import assembly
from registry.records import hooks
from registry.records.models import RecordOrder
from registry.records.rules import Draft, RecordKind
from registry.records.services import orders
from tests import databases
from tests.acts import act_of
from tests.commitments.builders import signature
from tests.factories import WHO_AND_WHEN, make_committee, make_partner, make_signatory, make_team

#: Longer than any benchmark takes.
HELD = dt.timedelta(days=1)
LINES = [
    (Contribution.TIME, "One day a week of a nurse practitioner", "Un jour par semaine d’infirmière"),
    (Contribution.EXPERTISE, "Care of older adults at home", "Soins à domicile des personnes âgées"),
    (Contribution.MONEY, "$2,000 a year for shared tools", "2 000 $ par an pour les outils communs"),
]


def set_up(folder: Path, partners: int) -> Flask:
    """Partners of invented names sign version 1 of the statement; no record is made yet."""
    app = databases.OnSqlite(folder).app
    ask(app, partners)
    sign_all(app)
    return app


def ask(app: Flask, partners: int) -> None:
    """Partners of invented names are asked to sign version 1 of the statement."""
    with app.app_context(), unit_of_work():
        team = make_team(slug="benchmark")
        draft = documents.start_statement(team, **WHO_AND_WHEN)
        drafts.set_fields(draft, values=FIELDS, **WHO_AND_WHEN)
        steering = make_committee(team)
        provisions.set_provisions(
            draft, provisions=Provisions(steering_committee=steering.id), **WHO_AND_WHEN
        )
        version = documents.publish(draft, may_be_silent=True, **WHO_AND_WHEN)
        for number in range(partners):
            partner = make_partner(team, f"Organisme fictif n° {number:03} de la Vallée-Imaginaire")
            make_signatory(partner, name=f"Zoé Personne {number:03}", title="Directrice générale")
            set_schedule(partner, lines=LINES, **WHO_AND_WHEN)
        requests.invite_outstanding(version, due_on=None, **WHO_AND_WHEN)


def sign_all(app: Flask) -> None:
    """All who are asked sign."""
    with app.app_context(), unit_of_work():
        for request in asked():
            person = request.signatory
            given = signature(request, name=person.name, title=person.title, typed=person.name)
            signatures.sign_commitment(request, given, act=request.act_by_link(clock.now()))


def asked() -> list[SigningRequest]:
    """The requests to those who have not signed."""
    version = db.session.scalar(sa.select(sa.func.max(SigningRequest.version_id)))
    return commitment_requests.open_requests(version_id=version)


def open_again(folder: Path) -> Flask:
    """What `set_up` left, in another process."""
    return databases.make_app(databases.settings_for(f"sqlite:///{folder / 'registry.db'}", folder))


def issue_records() -> None:
    """Make the record of every signature, and let the editions of them wait: they are measured apart."""
    editions_owed = sa.update(RecordOrder).where(RecordOrder.kind == RecordKind.EDITION.value)
    with unit_of_work():
        db.session.execute(editions_owed.values(leased_until=clock.now() + HELD))
    runner.run(orders.ISSUE)


def commitment_drafts() -> list[Draft]:
    """What each partner's record is made of."""
    return [hooks.draft_of(one.order)[0] for one in db.session.scalars(_signed())]


def edition() -> Edition:
    """The edition that gathers every signature, asked for now or before."""
    found = db.session.scalar(sa.select(Edition).order_by(Edition.id).limit(1))
    if found is not None:
        return found
    version = db.session.scalars(_signed()).all()[0].version
    with unit_of_work(version.document.team_id):
        return editions.request_edition(
            version, language="en", act=act_of(WHO_AND_WHEN["act"].by, clock.now())
        )


def edition_draft() -> Draft:
    """What the edition is made of, with the record of every signature inside."""
    return hooks.draft_of(edition().order)[0]


def _signed() -> sa.Select[tuple[Commitment]]:
    return sa.select(Commitment).order_by(Commitment.id)


def forget_bodies(folder: Path) -> None:
    """Empty the cache of shared pages, and forget what was rendered with them."""
    forget_templates()
    for path in (folder / "cache").glob("*.pdf"):
        path.unlink()


def forget_templates() -> None:
    """Forget the files into which others are filled."""
    assembly.TEMPLATES.clear()
