"""The personal data in applications, who may see it, and what is deleted."""

import datetime as dt
from collections.abc import Collection, Sequence

import sqlalchemy as sa

from registry.admissions import access
from registry.admissions.models import Admission, AdmissionAct, AdmissionDocument, CriterionAnswer
from registry.admissions.queries import admissions
from registry.admissions.rules.admissions import Step
from registry.database.session import db
from registry.errors import N_
from registry.personal_data import Asker, Kept, Period, forgets, guards, keeps
from registry.records.models import RecordOrder

#: Outcomes after which the applicant is asked for nothing more.
LEFT = (Step.REFUSED.value, Step.WITHDRAWN.value, Step.SET_ASIDE.value)

#: Replaces a name that was deleted, in every language.
NOBODY = "—"

keeps(
    Kept(
        key="applications",
        title=N_("Applications to join"),
        what=N_(
            "The contact’s name, title and e-mail address, what the organization said of itself, its"
            " declaration,"
            " answers and documents, the review and the outcome."
        ),
        why=N_("To judge the application, answer it, and treat all alike."),
        how_long=N_(
            "Not confirmed: 14 days. Refused, withdrawn or set aside: contact, declaration and documents go"
            " %(days)s days later. Admitted: it becomes part of the register."
        ),
        seen_by=N_("Coordinators and those who deliberate on it."),
        models=(Admission, AdmissionAct, CriterionAnswer, AdmissionDocument),
        period=Period.APPLICATIONS,
        for_public=True,
    )
)


@guards("admission")
def readable(asker: Asker, ids: Collection[int]) -> set[int]:
    """The ids, among some applications, of those whose dossier the person may read and of the person's
    own.
    """
    admissions_of_ids = [admissions.admission(admission_id) for admission_id in ids]
    return {
        admission.id
        for admission in admissions_of_ids
        if admission is not None and _may_read(admission, asker)
    }


def _may_read(admission: Admission, asker: Asker) -> bool:
    if asker.is_own and admission.contact_email == asker.user.email:
        return True
    return asker.role is not None and access.may_read_dossier(admission, asker.user, asker.role, asker.on)


def _ended(team_id: int | None, before: dt.datetime) -> sa.Select[int]:
    """Unsuccessful applications that ended before a moment; not those that still wait for a letter."""
    mine = sa.literal("admission:") + sa.cast(Admission.id, sa.String)
    owed = sa.select(RecordOrder.id).where(RecordOrder.subject == mine, RecordOrder.record_id.is_(None))
    return sa.select(Admission.id).where(
        Admission.team_id == team_id,
        Admission.step.in_(LEFT),
        Admission.ended_at < before,
        Admission.contact_email != "",
        ~owed.exists(),
    )


@forgets(
    "applications",
    N_("Contacts, declarations and documents of applications that led nowhere"),
    period=Period.APPLICATIONS,
    due=_ended,
)
def forget_applications(ids: Sequence[int]) -> list[str]:
    """Delete contact, declaration and documents; returns the fingerprints of the deleted documents."""
    of_these = AdmissionDocument.admission_id.in_(ids)
    files = list(db.session.scalars(sa.select(AdmissionDocument.fingerprint).where(of_these)))
    db.session.execute(sa.delete(AdmissionDocument).where(of_these))
    db.session.execute(
        sa.update(AdmissionAct)
        .where(AdmissionAct.admission_id.in_(ids), AdmissionAct.by_id.is_(None))
        .values(by_name=NOBODY)
    )
    db.session.execute(
        sa.update(Admission)
        .where(Admission.id.in_(ids))
        .values(contact_name="", contact_title="", contact_email="", interest="", network="")
    )
    return files
