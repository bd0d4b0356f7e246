"""Enters signatures made on paper, now or before the registry."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from registry import dates
from registry.audit.services import events
from registry.commitments.models import Commitment
from registry.commitments.queries import requests, schedules
from registry.commitments.rules.events import CommitmentEvent
from registry.commitments.rules.paper_table import EarlierLine
from registry.commitments.rules.requests import ENTERED, Method
from registry.commitments.services import commitments, editions
from registry.database.session import db
from registry.dates import Meaning
from registry.documents.models import Version
from registry.documents.rules.documents import check_not_retired
from registry.errors import N_, BadLine, BadLines, InvalidInput, RuleBroken
from registry.partners.models.partners import Partner
from registry.partners.rules.names import fold_name
from registry.records.rules import RecordKind
from registry.records.services import orders
from registry.security import actors
from registry.security.actors import Act
from registry.teams.rules import Tier


def enter_paper_signature(
    version: Version,
    partner: Partner,
    *,
    name: str,
    title: str,
    signed_on: dt.date,
    language: str,
    scan: str,
    act: Act,
) -> Commitment:
    """Enter a signature received on paper; its record names who entered it.

    `scan` is the file's fingerprint. A retired document takes none: it must be asked again first.
    """
    on = act.on
    _check_published(version)
    check_not_retired(version.document.retired_on, on)
    _check_day(signed_on, on)
    if not scan:
        raise RuleBroken(N_("Attach the scan of the signed paper."), field="scan")
    tier = partner.tier(on)
    if tier is None:
        raise RuleBroken(N_("The tier of %(name)s is still to be set."), name=partner.name)
    commitment = _entered(
        version,
        partner,
        tier=tier,
        name=name,
        title=title,
        signed_on=signed_on,
        language=language,
        method=Method.PAPER,
        act=act,
    )
    commitment.scan = scan
    commitment.schedule = schedules.schedule_of(partner, language, signed_on)
    commitments.keep(commitment, CommitmentEvent.ENTERED_FROM_PAPER, act=act)
    commitments.after_signing(commitment, act=act)
    return commitment


@dataclass(frozen=True)
class SignedLine:
    """One signature on a sheet that several partners signed."""

    partner: Partner
    name: str
    title: str
    signed_on: dt.date
    #: The end of the names of its fields.
    key: str


def enter_signed_sheet(
    version: Version, lines: Sequence[SignedLine], *, language: str, scan: str, act: Act
) -> int:
    """Enter all signatures on one sheet or none; what is wrong is raised on the field of its line."""
    check_not_retired(version.document.retired_on, act.on)
    if not lines:
        raise RuleBroken(N_("Give the day of at least one signature."))
    for line in lines:
        try:
            enter_paper_signature(
                version,
                line.partner,
                name=line.name,
                title=line.title,
                signed_on=line.signed_on,
                language=language,
                scan=scan,
                act=act,
            )
        except (InvalidInput, RuleBroken) as error:
            if error.field in ("name", "title", "signed_on"):
                error.field = f"{error.field}_{line.key}"
            raise
    return len(lines)


def enter_earlier_signature(
    version: Version,
    partner: Partner,
    *,
    name: str,
    title: str,
    signed_on: dt.date,
    act: Act,
) -> Commitment:
    """Enter one line of the paper table of an agreement made before the registry."""
    on = act.on
    _check_published(version)
    _check_day(signed_on, on)
    tier = partner.tier(signed_on) or partner.tier(on) or Tier.ANCHOR
    commitment = _entered(
        version,
        partner,
        tier=tier,
        name=name,
        title=title,
        signed_on=signed_on,
        language=version.languages[0],
        method=Method.EARLIER,
        act=act,
    )
    commitments.keep(commitment, CommitmentEvent.IMPORTED, act=act)
    return commitment


def correct_signature(
    wrong: Commitment, *, name: str, title: str, signed_on: dt.date, reason: str, act: Act
) -> Commitment:
    """Correct a mistyped signature from paper or from before the registry: another takes its place.

    Its sealed record stays as it is, and is followed by one that corrects it; so are editions with it.
    """
    _check_entered(wrong)
    _check_day(signed_on, act.on)
    wrong.strike(reason=reason, act=act)
    db.session.flush()
    right = _entered(
        wrong.version,
        wrong.partner,
        tier=Tier(wrong.tier),
        name=name,
        title=title,
        signed_on=signed_on,
        language=wrong.language,
        method=wrong.method,
        act=act,
    )
    right.slot, right.scan, right.schedule = wrong.slot, wrong.scan, wrong.schedule
    right.partner_name = wrong.partner_name
    commitments.keep(right, CommitmentEvent.CORRECTED, corrects=wrong.record_code, act=act)
    wrong.superseded_by_id = right.id
    editions.gather_instead(wrong, act=act.as_(actors.REGISTRY))
    return right


def strike_signature(wrong: Commitment, *, reason: str, act: Act) -> None:
    """Strike out a signature that was entered by mistake. A record that it had is followed by one that says
    so.
    """
    _check_entered(wrong)
    wrong.strike(reason=reason, act=act)
    db.session.flush()
    if wrong.record_code is not None:
        orders.order_record(
            RecordKind.COMMITMENT,
            subject=wrong.subject,
            team_id=wrong.team_id,
            language=wrong.language,
            corrects=wrong.record_code,
            now=act.at,
        )
    events.record(CommitmentEvent.CORRECTED, wrong, act, version=wrong.version_id, wrong=wrong.id)
    editions.gather_instead(wrong, act=act.as_(actors.REGISTRY))


def _check_entered(wrong: Commitment) -> None:
    """Only what a person typed from paper can be mistyped; a signature made here is its own evidence."""
    if wrong.method not in ENTERED:
        raise RuleBroken(N_("This signature was given here by its signatory, and cannot be corrected."))


def _check_day(signed_on: dt.date, on: dt.date) -> None:
    if signed_on > on:
        raise RuleBroken(N_("This day lies ahead. Give the day on the paper."), field="signed_on")
    dates.check(signed_on, Meaning.HAPPENED, today=on, field="signed_on")


def _entered(
    version: Version,
    partner: Partner,
    *,
    tier: Tier,
    name: str,
    title: str,
    signed_on: dt.date,
    language: str,
    method: Method,
    act: Act,
) -> Commitment:
    if not name.strip():
        raise RuleBroken(N_("Enter who signed."), field="name")
    return Commitment(
        version_id=version.id,
        partner_id=partner.id,
        slot=commitments.next_slot(version, partner),
        method=method,
        partner_name=partner.name,
        tier=tier.value,
        signatory_name=name.strip(),
        signatory_title=title.strip(),
        language=language,
        signed_on=signed_on,
        recorded_at=act.at,
        recorded_by_id=act.by.account_id,
        schedule=[],
        evidence={},
    )


def _check_published(version: Version) -> None:
    if not version.is_published:
        raise RuleBroken(N_("A draft cannot be signed: publish it first."))


def enter_earlier_table(version: Version, lines: Sequence[EarlierLine], *, act: Act) -> int:
    """Enter all lines of a paper table or none; raises naming every line that is refused."""
    partners = {partner.name_key: partner for partner in requests.partners_of_team(version.document.team_id)}
    unknown = [line for line in lines if fold_name(line.organization) not in partners]
    if unknown:
        raise InvalidInput(
            N_("These are not partners of the team: %(names)s. Add them first, or correct the lines."),
            field="lines",
            names="; ".join(f"{line.number}: {line.organization}" for line in unknown),
        )
    bad = []
    for line in lines:
        try:
            enter_earlier_signature(
                version,
                partners[fold_name(line.organization)],
                name=line.name,
                title=line.title,
                signed_on=line.signed_on,
                act=act,
            )
        except RuleBroken as error:
            bad.append(BadLine(line.number, error.message, error.values))
    if bad:
        raise BadLines(N_("Nothing is entered: correct these lines first."), bad, field="lines")
    return len(lines)
