"""The records of withdrawals: the notice, and the statement of leaving or staying."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from registry.audit import queries as audit_queries
from registry.commitments.models import Commitment
from registry.commitments.queries import requests
from registry.dates import both_zones, day, exact_moment
from registry.outbox.messages import NotReady
from registry.partners import wording as partner_wording
from registry.pdf.values import Attached, Signer
from registry.records import hooks as record_hooks
from registry.records.models import Record, RecordOrder
from registry.records.queries import records
from registry.records.rules import Draft, Part, RecordKind
from registry.signing import wording as signing_wording
from registry.signing.wording import CHANNELS
from registry.teams.models import Team
from registry.withdrawals.models import Notice, Withdrawal
from registry.withdrawals.queries import withdrawals
from registry.withdrawals.rules.consent import CONSENTS
from registry.withdrawals.rules.withdrawals import ActKind, Kind, Method, State

Facts = Mapping[str, Any]
Rows = list[tuple[str, str]]


@record_hooks.drafter(RecordKind.WITHDRAWAL_NOTICE)
def notice_draft(order: RecordOrder) -> tuple[Draft, Facts]:
    """The record of a notice as signed or entered, and its public facts."""
    withdrawal = _withdrawal(order)
    notice, team, language = withdrawal.notice, withdrawal.partner.team, order.language
    with force_locale(language):
        title = _("Notice of withdrawal: %(partner)s", partner=notice.partner_name)
        own = Part("records/withdrawals/notice.html", _about(withdrawal, order))
    return _draft(order, team, title, own, signer=_signer(notice)), notice_facts(withdrawal, signed=True)


@record_hooks.drafter(RecordKind.WITHDRAWAL)
def statement_draft(order: RecordOrder) -> tuple[Draft, Facts]:
    """The statement of withdrawal once it took effect, or the short record that the organization stays.

    It carries the seal and embeds the record of the notice, which carries the signatory's signature: nobody's
    signature is applied twice.
    """
    withdrawal = _withdrawal(order)
    team, language = withdrawal.partner.team, order.language
    has_left = withdrawal.state == State.LEFT
    with force_locale(language):
        partner = withdrawal.notice.partner_name
        title = (
            _("Statement of withdrawal: %(partner)s", partner=partner)
            if has_left
            else _("Notice taken back: %(partner)s stays", partner=partner)
        )
        values = _about(withdrawal, order) | {
            "has_left": has_left,
            "stayed": withdrawal.act(ActKind.STAYED),
            "commitments": _commitments(withdrawal),
            "handed_over": _handed_over(withdrawal, language),
        }
        own = Part("records/withdrawals/statement.html", values)
    inside = [_attached(_notice_record(withdrawal))]
    draft = _draft(order, team, title, own, attachments=inside)
    facts = notice_facts(withdrawal, signed=False) | {
        "outcome": withdrawal.state,
        "attached": draft.attached,
    }
    return draft, facts


def notice_facts(withdrawal: Withdrawal, *, signed: bool) -> dict[str, Any]:
    """The public facts: no reason, no description, no address."""
    notice, team = withdrawal.notice, withdrawal.partner.team
    effective_on = notice.effective_on if signed else withdrawal.effective_on
    facts: dict[str, Any] = {
        "organization": notice.partner_name,
        "team": {"en": team.name("en"), "fr": team.name("fr")},
        "effective_on": effective_on.isoformat() if effective_on else "",
    }
    if signed:
        facts |= {
            "signatory": notice.signatory_name,
            "title": notice.signatory_title,
            "method": notice.method,
            "signed_on": notice.given_on.isoformat(),
            "signed_at": notice.signed_at.isoformat() if notice.signed_at else "",
            **signing_wording.in_public(notice.evidence),
        }
    return facts


def _about(withdrawal: Withdrawal, order: RecordOrder) -> dict[str, Any]:
    """The common content of both records: the notice, the state of the withdrawal, the evidence."""
    notice, team = withdrawal.notice, withdrawal.partner.team
    return {
        "withdrawal": withdrawal,
        "notice": notice,
        "partner": withdrawal.partner,
        "team": team,
        "is_paper": notice.method == Method.PAPER,
        "consent": CONSENTS.get(notice.consent),
        "signed_words": exact_moment(notice.signed_at, team.timezone) or day(notice.given_on),
        "bound": withdrawals.bound_of(withdrawal),
        "evidence": _evidence(withdrawal, order),
    }


def _draft(
    order: RecordOrder,
    team: Team,
    title: str,
    own: Part,
    *,
    signer: Signer | None = None,
    attachments: Sequence[Attached] = (),
) -> Draft:
    return Draft(
        code=order.code,
        kind=RecordKind(order.kind),
        language=order.language,
        title=title,
        header=f"{team.name(order.language)} · {title}",
        body_footer="",
        body=None,
        own=own,
        signer=signer,
        attachments=attachments,
    )


def _signer(notice: Notice) -> Signer | None:
    """The signer of the record; a paper notice carries the seal alone."""
    if notice.method == Method.PAPER:
        return None
    return Signer(notice.signatory_name, notice.partner_name)


def _withdrawal(order: RecordOrder) -> Withdrawal:
    return withdrawals.whole(int(order.subject.partition(":")[2]))


def _commitments(withdrawal: Withdrawal) -> list[Commitment]:
    """The commitments that end: for each document, the newest version that was signed or acknowledged."""
    newest: dict[int, int] = {}
    commitments = requests.commitments_of(withdrawal.partner_id)
    for commitment in commitments:
        version = commitment.version
        newest[version.document_id] = max(newest.get(version.document_id, 0), version.number)
    return [one for one in commitments if one.version.number == newest[one.version.document_id]]


def _handed_over(withdrawal: Withdrawal, language: str) -> list[tuple[str, list[str]]]:
    """The hand-over list of the day of leaving, by kind, without empty kinds."""
    lines = withdrawal.handed_over
    by_kind = [
        (
            _(kind.label),
            [line["text"][language] for line in lines if line["kind"] == kind],
        )
        for kind in Kind
    ]
    return [(label, texts) for label, texts in by_kind if texts]


def _evidence(withdrawal: Withdrawal, order: RecordOrder) -> Rows:
    notice, zone = withdrawal.notice, withdrawal.partner.team.timezone
    kept, is_paper = notice.evidence, notice.method == Method.PAPER
    return [
        (_("Method"), _(notice.method.label)),
        (_("Identified by"), _(CHANNELS[kept["channel"]]) if kept.get("channel") in CHANNELS else ""),
        (_("Second proof"), _("not applicable") if is_paper else signing_wording.of_evidence(kept, zone)),
        (_("Authority stated"), partner_wording.stated(kept)),
        (_("Consent"), notice.consent),
        (_("Recorded from paper by"), notice.by_name if is_paper else _("not applicable")),
        (_("Fingerprint of the scan (SHA-256)"), notice.scan if is_paper else _("not applicable")),
        (_("Request sent"), _moment(kept.get("asked_at"), zone)),
        (_("Link first fetched"), _moment(kept.get("fetched_at"), zone)),
        (_("Signed"), both_zones(notice.signed_at, zone)),
        (_("Recorded"), both_zones(notice.recorded_at, zone)),
        (_("Network address"), kept.get("address", "")),
        (_("Browser"), kept.get("browser", "")),
        (_("Record of the notice"), _notice_order(withdrawal).code),
        (_("Event in the audit trail"), notice.event_digest),
        (_("Head of the audit trail"), audit_queries.head_of(withdrawal.partner.team_id)),
    ]


def _notice_order(withdrawal: Withdrawal) -> RecordOrder:
    about = records.orders_about(withdrawal.subject)
    return next(order for order in about if order.kind == RecordKind.WITHDRAWAL_NOTICE)


def _notice_record(withdrawal: Withdrawal) -> Record:
    """The record of the notice. It is made first, and the statement waits for it."""
    record = _notice_order(withdrawal).record
    if record is None:
        raise NotReady("the record of the notice is not made yet")
    return record


def _attached(record: Record) -> Attached:
    return Attached(
        name=f"{record.code}.pdf",
        content=records.content_of(record),
        description=record.title,
        made_at=record.made_at,
    )


def _moment(stored: str | None, zone: str) -> str:
    return exact_moment(dt.datetime.fromisoformat(stored), zone) if stored else ""
