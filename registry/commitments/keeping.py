"""Keeping a commitment, however it was given: its slot, its event, and what it brings to an end."""

import datetime as dt

from registry import clock
from registry.audit import services as audit
from registry.audit.tags import Tag
from registry.commitments import editions, lapses, letters, queries, requests
from registry.commitments.models import Commitment
from registry.commitments.rules import WITH_RECORD, Method
from registry.documents.models import Version
from registry.errors import N_, RuleBroken
from registry.extensions import db
from registry.partners.models import Partner, ScheduleLine, Signatory
from registry.teams.rules import Requirement

NOT_IN_FRENCH = N_(
    "%(who)s signs in French, and the schedule of %(name)s is not in French yet: “%(lines)s”. "
    "Write it in French first."
)
NOT_IN_ENGLISH = N_(
    "%(who)s signs in English, and the schedule of %(name)s is not in English yet: “%(lines)s”. "
    "Write it in English first."
)


def schedule_of(partner: Partner, language: str) -> list[dict[str, str]]:
    """A partner's schedule as it is signed: each contribution, and its language where it is the other one."""
    return [
        {"kind": line.kind, "text": line.text(language), **_other_language(line, language)}
        for line in partner.schedule
    ]


def lines_not_in(partner: Partner, language: str) -> list[str]:
    """The lines of a partner's schedule that are not written in a language."""
    return [line.text(language) for line in partner.schedule if line.language_of(language) != language]


def unwritten_for(signatory: Signatory, version: Version, on: dt.date) -> list[str]:
    """The lines of the schedule that a person would sign and that are blank in their language."""
    tier = signatory.partner.tier(on)
    if tier is None or version.requirement(tier) is not Requirement.SIGNS:
        return []
    return lines_not_in(signatory.partner, letters.language_of(signatory, version))


def check_schedule_written(signatory: Signatory, version: Version, on: dt.date) -> None:
    """Nobody is asked to sign a schedule of which a line is blank in their language."""
    missing = unwritten_for(signatory, version, on)
    if missing:
        raise RuleBroken(
            NOT_IN_FRENCH if letters.language_of(signatory, version) == "fr" else NOT_IN_ENGLISH,
            name=signatory.partner.name,
            who=signatory.called,
            lines="; ".join(missing),
        )


def _other_language(line: ScheduleLine, language: str) -> dict[str, str]:
    found = line.language_of(language)
    return {} if found == language else {"language": found}


def next_slot(version: Version, partner: Partner) -> int:
    given = queries.commitments_on(version.id, partner.id)
    if len(given) >= partner.signatures_needed:
        raise RuleBroken(
            N_("%(name)s has signed this version: %(who)s on %(day)s."),
            name=partner.name,
            who=given[-1].signatory_name,
            day=given[-1].signed_on.isoformat(),
        )
    return max((item.slot for item in given), default=0) + 1


def keep(commitment: Commitment, tag: Tag, *, actor: audit.Actor, now: dt.datetime) -> None:
    db.session.add(commitment)
    db.session.flush()
    event = audit.record(
        tag,
        team_id=commitment.partner.team_id,
        actor=actor,
        at=now,
        subject=("commitment", commitment.id),
        details={
            "version": commitment.version_id,
            "fingerprint": commitment.version.fingerprint,
            "partner": commitment.partner_id,
            "slot": commitment.slot,
            "method": commitment.method,
            "record_code": commitment.record_code,
        },
    )
    commitment.event_digest = event.digest


def after_signing(commitment: Commitment, *, actor: audit.Actor, now: dt.datetime) -> None:
    """Close what is no longer asked, end a lapse, and gather the edition when it was the last one."""
    version, partner = commitment.version, commitment.partner
    if commitment.slot >= partner.signatures_needed or commitment.method == Method.ACKNOWLEDGED:
        for other in queries.open_requests(version_id=version.id, partner_id=partner.id):
            requests.close(other, actor=actor, now=now)
        _end_lapses(commitment, actor=actor, now=now)
    if commitment.method in WITH_RECORD and editions.is_complete(
        version, clock.local_date(now, partner.team.timezone)
    ):
        for language in version.languages:
            editions.request_edition(version, language=language, actor=audit.REGISTRY, now=now)


def _end_lapses(commitment: Commitment, *, actor: audit.Actor, now: dt.datetime) -> None:
    """A signature ends the lapses that were there before it; one from before a lapse changes nothing."""
    partner = commitment.partner
    for lapse in lapses.lapses_of(partner.id, commitment.version.document_id):
        decided_on = clock.local_date(lapse.decided_at, partner.team.timezone)
        if commitment.signed_on >= min(lapse.effective_on, decided_on):
            lapses.take_back_lapse(lapse, partner, on=commitment.signed_on, actor=actor, now=now)
