"""Stores commitments, however they were made: checks that they are unique, records the event, and ends what
they replace.
"""

from registry import clock
from registry.audit.rules.tags import Tag
from registry.audit.services import events
from registry.commitments.models import Commitment
from registry.commitments.queries import requests as request_queries
from registry.commitments.rules.requests import WITH_RECORD, Method
from registry.commitments.services import editions, lapses
from registry.database.session import db
from registry.documents.models import Version
from registry.errors import N_, RuleBroken
from registry.partners.models.partners import Partner
from registry.records.rules import RecordKind
from registry.records.services import orders
from registry.security import actors
from registry.security.actors import Act
from registry.signing.services import requests as signing_requests


def next_slot(version: Version, partner: Partner) -> int:
    given = request_queries.commitments_on(version.id, partner.id)
    if len(given) >= partner.signatures_needed:
        raise RuleBroken(
            N_("%(name)s has signed this version: %(who)s on %(day)s."),
            name=partner.name,
            who=given[-1].signatory_name,
            day=given[-1].signed_on,
        )
    return max((item.slot for item in given), default=0) + 1


def keep(commitment: Commitment, tag: Tag, *, corrects: str | None = None, act: Act) -> None:
    """Store a commitment, order its record if it has one, and record the event.

    `corrects` is the code of the record of the one in whose place it stands.
    """
    db.session.add(commitment)
    db.session.flush()
    if commitment.method in WITH_RECORD:
        commitment.record_code = orders.order_record(
            RecordKind.COMMITMENT,
            subject=("commitment", commitment.id),
            team_id=commitment.partner.team_id,
            language=commitment.language,
            corrects=corrects,
            now=act.at,
        ).code
    event = events.record(
        tag,
        commitment,
        act,
        version=commitment.version_id,
        fingerprint=commitment.version.fingerprint,
        partner=commitment.partner_id,
        slot=commitment.slot,
        method=commitment.method,
        record_code=commitment.record_code,
    )
    commitment.event_digest = event.digest


def after_signing(commitment: Commitment, *, act: Act) -> None:
    """Close requests that are no longer needed, end a lapse, and request the edition after the last
    signature.
    """
    version, partner = commitment.version, commitment.partner
    if commitment.slot >= partner.signatures_needed or commitment.method == Method.ACKNOWLEDGED:
        for other in request_queries.open_requests(version_id=version.id, partner_id=partner.id):
            signing_requests.close(other, act=act)
        _end_lapses(commitment, act=act)
    if commitment.method in WITH_RECORD and editions.is_complete(version, act.on):
        for language in version.languages:
            editions.request_edition(version, language=language, act=act.as_(actors.REGISTRY))


def _end_lapses(commitment: Commitment, *, act: Act) -> None:
    """End earlier lapses after a signature; a signature dated before a lapse leaves that lapse as it is."""
    partner = commitment.partner
    for lapse in lapses.lapses_of(partner.id, commitment.version.document_id):
        decided_on = clock.local_date(lapse.decided_at, partner.team.timezone)
        if commitment.signed_on >= min(lapse.effective_on, decided_on):
            lapses.take_back_lapse(lapse, partner, on=commitment.signed_on, act=act)
