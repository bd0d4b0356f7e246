"""The content of records of commitments and editions: their pages and public facts."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from registry.accounts.models import User
from registry.audit import queries as audit_queries
from registry.commitments.models import Commitment, Edition, record_of
from registry.commitments.rules.consent import CONSENTS
from registry.commitments.rules.requests import Method
from registry.database.session import db
from registry.dates import both_zones, day, exact_moment, moment
from registry.documents.models import Version
from registry.documents.services import documents
from registry.files import storage
from registry.outbox.messages import NotReady
from registry.partners import wording as partner_wording
from registry.partners.rules.partners import Contribution
from registry.pdf.values import Attached, Signer
from registry.records import hooks as record_hooks
from registry.records.models import Record, RecordOrder
from registry.records.queries import records
from registry.records.rules import Draft, Part, RecordKind
from registry.signing import wording as signing_wording
from registry.signing.wording import CHANNELS
from registry.teams.models import Team
from registry.teams.rules import Tier

#: After this many attempts an edition does not wait for a record: it is made without it, and again once the
#: record exists.
TRIES_WAITED_FOR = 4

Facts = dict[str, Any]


@dataclass(frozen=True)
class SignatureRow:
    """One line of the consolidated table."""

    commitment: Commitment
    drawing: str
    signed_words: str
    given_words: str


@record_hooks.drafter(RecordKind.COMMITMENT)
def commitment_draft(order: RecordOrder) -> tuple[Draft, Facts]:
    """The partner's record of one signature, and its public facts."""
    commitment = db.session.get_one(Commitment, order.about[1])
    version, team = commitment.version, commitment.partner.team
    recorder = db.session.get(User, commitment.recorded_by_id) if commitment.recorded_by_id else None
    is_paper = commitment.method == Method.PAPER
    with force_locale(order.language):
        own: dict[str, Any] = {
            "commitment": commitment,
            "team": team,
            "version": version,
            "consent": CONSENTS.get(commitment.consent),
            "recorded_by": _coordinator(recorder) if recorder else _("the coordinator"),
            "drawing": drawing_path(commitment),
            "signed_words": signed_words(commitment, team.timezone),
            "contribution_label": lambda kind: _(Contribution(kind).label),
            "evidence": _commitment_evidence(commitment, team, recorder),
            **(_correction(order, commitment) if order.corrects else {}),
        }
    draft = _draft(
        order,
        version,
        team,
        tier=Tier(commitment.tier),
        own=Part("records/commitments/own.html", own),
        signer=None if is_paper else Signer(commitment.signatory_name, commitment.partner_name),
        is_one_of_many=True,
    )
    void = {"void": True} if _is_void(order, commitment) else {}
    return draft, commitment_facts(commitment) | void


@record_hooks.drafter(RecordKind.EDITION)
def edition_draft(order: RecordOrder) -> tuple[Draft, Facts]:
    """The consolidated statement as of its request, with every record embedded.

    Raises `NotReady` while a record is still to be made and has not failed repeatedly.
    """
    edition = db.session.get_one(Edition, order.about[1])
    version, team, gathered = edition.version, edition.version.document.team, _gathered(edition)
    missing = [
        commitment.order
        for commitment in gathered
        if commitment.order is not None and commitment.record is None
    ]
    if any(commitment.attempts < TRIES_WAITED_FOR for commitment in missing):
        raise NotReady
    with force_locale(order.language):
        own = {
            "edition": edition,
            "team": team,
            "version": version,
            "rows": [_row(commitment, team.timezone) for commitment in gathered],
            "is_whole": not missing,
            "evidence": _edition_evidence(edition, gathered),
        }
    draft = _draft(
        order,
        version,
        team,
        tier=None,
        own=Part("records/commitments/edition.html", own),
        attachments=[
            _attached(commitment, commitment.record)
            for commitment in gathered
            if commitment.record is not None
        ],
    )
    return draft, _edition_facts(edition, gathered) | {"attached": draft.attached}


def commitment_facts(commitment: Commitment) -> Facts:
    """The public facts of a commitment's record: no address, nothing private."""
    version = commitment.version
    return {
        "organization": commitment.partner_name,
        "signatory": commitment.signatory_name,
        "title": commitment.signatory_title,
        "method": commitment.method,
        "signed_on": commitment.signed_on.isoformat(),
        "signed_at": commitment.signed_at.isoformat() if commitment.signed_at else "",
        **signing_wording.in_public(commitment.evidence),
        **_version_facts(version),
    }


def _is_void(order: RecordOrder, commitment: Commitment) -> bool:
    """Whether a record says of a signature that has one already that it does not count."""
    return order.corrects is not None and order.corrects == commitment.record_code


def _correction(order: RecordOrder, commitment: Commitment) -> dict[str, Any]:
    """What a record that corrects another says of it: the row in whose place this one stands, or itself."""
    query = sa.select(Commitment).where(Commitment.superseded_by_id == commitment.id)
    wrong = commitment if _is_void(order, commitment) else db.session.scalars(query).one()
    by = db.session.get(User, wrong.struck_by_id) if wrong.struck_by_id else None
    return {"wrong": wrong, "corrected_by": _coordinator(by) if by else _("the coordinator")}


def drawing_path(commitment: Commitment) -> str:
    """The drawn strokes as an SVG path; empty when the signature was typed."""
    return " ".join(
        "M" + " L".join(f"{x} {y}" for x, y in stroke) for stroke in commitment.signature_strokes if stroke
    )


def signed_words(commitment: Commitment, zone: str) -> str:
    """When it was signed: with seconds and time zone, or the day on the paper."""
    if commitment.signed_at is None:
        return day(commitment.signed_on)
    return exact_moment(commitment.signed_at, zone)


def _draft(
    order: RecordOrder,
    version: Version,
    team: Team,
    *,
    tier: Tier | None,
    own: Part,
    signer: Signer | None = None,
    attachments: Sequence[Attached] = (),
    is_one_of_many: bool = False,
) -> Draft:
    language = order.language
    title = version.document.title(language)
    with force_locale(language):
        heading = _("%(title)s, version %(number)s", title=title, number=version.number)
        footer = _(
            "Version %(number)s · fingerprint %(fingerprint)s",
            number=version.number,
            fingerprint=version.fingerprint[:32],
        )
    return Draft(
        code=order.code,
        kind=RecordKind(order.kind),
        language=language,
        title=heading,
        header=f"{team.name(language)} · {heading}",
        body_footer=footer,
        body=None if version.is_uploaded else _text(version, language, tier),
        own=own,
        signer=signer,
        is_one_of_many=is_one_of_many,
        attachments=[*_uploaded_text(version, language), *attachments],
    )


def _text(version: Version, language: str, tier: Tier | None) -> Part:
    return Part(
        "records/documents/text.html",
        {
            "version": version,
            "team": version.document.team,
            "parts": documents.text_for(version, language, tier),
        },
    )


def _uploaded_text(version: Version, language: str) -> list[Attached]:
    """The uploaded PDF of the version; its record embeds it unchanged."""
    if not version.is_uploaded:
        return []
    assert version.published_at is not None
    return [
        Attached(
            name=f"{version.document.slug}-{version.number}-{language}.pdf",
            content=storage.read_file(version.files[language]),
            description=version.document.title(language),
            made_at=version.published_at,
        )
    ]


def _commitment_evidence(commitment: Commitment, team: Team, recorder: User | None) -> list[tuple[str, str]]:
    kept, zone = commitment.evidence, team.timezone
    return [
        (_("Method"), _(commitment.method.hint)),
        (_("Identified by"), _(CHANNELS[kept["channel"]]) if kept.get("channel") in CHANNELS else ""),
        (_("Second proof"), _("not applicable") if recorder else signing_wording.of_evidence(kept, zone)),
        (_("Authority stated"), partner_wording.stated(kept)),
        (_("Consent"), commitment.consent),
        (_("Recorded from paper by"), _coordinator(recorder) if recorder else _("not applicable")),
        (_("Request sent"), _moment(kept.get("asked_at"), zone)),
        (_("Link first fetched"), _moment(kept.get("fetched_at"), zone)),
        (_("Signed"), both_zones(commitment.signed_at, zone)),
        (_("Recorded"), both_zones(commitment.recorded_at, zone)),
        (_("Network address"), kept.get("address", "")),
        (_("Browser"), kept.get("browser", "")),
        (_("Version fingerprint (SHA-256)"), commitment.version.fingerprint),
        (_("Event in the audit trail"), commitment.event_digest),
        (_("Head of the audit trail"), audit_queries.head_of(team.id)),
    ]


def _coordinator(user: User) -> str:
    return _("%(name)s, coordinator", name=user.name)


def _edition_evidence(edition: Edition, gathered: Sequence[Commitment]) -> list[tuple[str, str]]:
    zone = edition.version.document.team.timezone
    return [
        (_("Requested"), both_zones(edition.requested_at, zone)),
        (_("Signatures gathered"), str(len(gathered))),
        (_("Version fingerprint (SHA-256)"), edition.version.fingerprint),
        (_("Head of the audit trail"), audit_queries.head_of(edition.version.document.team_id)),
    ]


def _edition_facts(edition: Edition, gathered: Sequence[Commitment]) -> Facts:
    return {
        "edition": edition.number,
        "signatures": len(gathered),
        "requested_at": edition.requested_at.isoformat(),
        **_version_facts(edition.version),
    }


def _version_facts(version: Version) -> Facts:
    document = version.document
    return {
        "document": {"en": document.title("en"), "fr": document.title("fr")},
        "version": version.number,
        "fingerprint": version.fingerprint,
        "team": {"en": document.team.name("en"), "fr": document.team.name("fr")},
    }


def _gathered(edition: Edition) -> list[Commitment]:
    query = (
        sa.select(Commitment)
        .where(Commitment.id.in_(edition.commitment_ids))
        .options(record_of(Commitment), joinedload(Commitment.partner))
    )
    return sorted(
        db.session.scalars(query),
        key=lambda commitment: (commitment.partner.position, commitment.partner_id, commitment.slot),
    )


def _row(commitment: Commitment, zone: str) -> SignatureRow:
    return SignatureRow(
        commitment=commitment,
        drawing=drawing_path(commitment),
        signed_words=moment(commitment.signed_at, zone) or day(commitment.signed_on),
        given_words=_(commitment.method.hint),
    )


def _attached(commitment: Commitment, record: Record) -> Attached:
    return Attached(
        name=f"{record.code}.pdf",
        content=records.content_of(record),
        description=f"{commitment.partner_name}: {commitment.signatory_name}",
        made_at=record.made_at,
    )


def _moment(stored: str | None, zone: str) -> str:
    return exact_moment(dt.datetime.fromisoformat(stored), zone) if stored else ""
