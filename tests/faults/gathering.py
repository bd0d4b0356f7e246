"""A team of sixty that signed: its records, and the edition that gathers them."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from registry.commitments.models import Edition
from registry.commitments.queries import requests as commitment_requests
from registry.commitments.services import requests, signatures
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.jobs import runner
from registry.partners.rules.partners import Contribution
from registry.partners.services.schedules import set_schedule
from registry.records.queries import records
from registry.records.services import orders
from tests.commitments.builders import signature
from tests.factories import WHO_AND_WHEN, make_partner, make_signatory, make_team, make_version
from tests.naming import NAMES as PEOPLE

PARTNERS = 60

#: Names as long and as strange as real ones, all invented.
NAMES = (
    "Équipe de santé familiale communautaire de l’Est de Val-Imaginaire",
    "De ga wi hna nye>s Invented Aboriginal Health Centre",
    "Cafe\u0301 sante\u0301 du Ruisseau-Clair (fictif)",
    (
        "Très longue association fictive des services de soutien à domicile et de répit pour les personnes "
        "proches aidantes du comté de Sainte-Invention-des-Érables"
    ),
    "St. Nobody’s & Sons <Residence>",
    "مركز الصحة الخيالي",
    "虚构健康中心 – Centre inventé",
)


@dataclass(frozen=True)
class Gathered:
    """The edition, the records in it, and what they are checked against."""

    app: Flask
    folder: Path
    edition: bytes
    edition_code: str
    names: list[str]
    #: Who signed for each of them.
    signatories: list[str]

    @property
    def keys(self) -> Path:
        """Where the authority's public part is."""
        return self.folder / "keys"


def gather(app: Flask, folder: Path, now: dt.datetime) -> Gathered:
    """Sixty partners sign, the worker makes their records, then the edition that the last one asks for."""
    names = [*NAMES, *(f"Invented Partner {number:02}" for number in range(len(NAMES) + 1, PARTNERS + 1))]
    people = [*PEOPLE, *(f"Zoé Personne {number:02}" for number in range(len(PEOPLE), PARTNERS))]
    with app.app_context():
        _everybody_signs(dict(zip(names, people, strict=True)), now)
        runner.run(orders.ISSUE)
        [edition] = db.session.scalars(sa.select(Edition).where(Edition.language == "en"))
        assert edition.record is not None, edition.record_problem
        return Gathered(app, folder, records.content_of(edition.record), edition.record_code, names, people)


def _everybody_signs(signatories: Mapping[str, str], now: dt.datetime) -> None:
    with unit_of_work():
        team = make_team(slug="sixty")
        for name, person in signatories.items():
            partner = make_partner(team, name)
            make_signatory(partner, name=person, title="Directrice générale")
            lines = [(Contribution.TIME, "One day a week", "Un jour par semaine")]
            set_schedule(partner, lines=lines, **WHO_AND_WHEN)
        version = make_version(team)
        requests.invite_outstanding(version, due_on=None, **WHO_AND_WHEN)
        for request in commitment_requests.open_requests(version_id=version.id):
            person = request.signatory
            given = signature(request, name=person.name, title=person.title, typed=person.name)
            signatures.sign_commitment(request, given, act=request.act_by_link(now))
