"""Finds admissions and the settings of the intake."""

import datetime as dt
from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from registry.admissions.access import LISTED
from registry.admissions.models import Admission, AdmissionDocument, Criterion, IntakeSetting, IntakeWindow
from registry.admissions.rules.admissions import IN_HAND, OPEN, Origin, Step
from registry.admissions.rules.intake import Intake, intake_on
from registry.database.queries import keysets
from registry.database.queries.keysets import Page
from registry.database.session import db
from registry.decisions.models.decisions import Decision
from registry.errors import N_, NotFound
from registry.jobs.troubles import Due
from registry.partners.models.partners import Partner
from registry.partners.queries.register import status_on
from registry.partners.rules.names import fold_name
from registry.partners.rules.partners import ENDED as PARTNER_ENDED
from registry.partners.rules.partners import Status
from registry.security.permissions import Role
from registry.teams.models import Team

#: Admissions on one page of the list.
PAGE = 50


# -- intake ------------------------------------------------------------------------------------------


def setting_of(team_id: int) -> IntakeSetting:
    """A team's intake settings; unsaved defaults when it has none."""
    setting: IntakeSetting | None = db.session.scalar(
        sa.select(IntakeSetting).where(IntakeSetting.team_id == team_id)
    )
    if setting is not None:
        return setting
    return IntakeSetting(team_id=team_id, all_year=False, welcome_en="", welcome_fr="", revision=0)


def windows_of(team_id: int) -> list[IntakeWindow]:
    """A team's intake windows, past and future, in order of time."""
    query = sa.select(IntakeWindow).where(IntakeWindow.team_id == team_id)
    return list(db.session.scalars(query.order_by(IntakeWindow.opens_on, IntakeWindow.id)))


def window_of(team_id: int, window_id: int) -> IntakeWindow:
    """A window of a team; raises `NotFound`."""
    query = sa.select(IntakeWindow).where(IntakeWindow.team_id == team_id, IntakeWindow.id == window_id)
    window: IntakeWindow | None = db.session.scalar(query)
    if window is None:
        raise NotFound(N_("There is no such intake window."))
    return window


def intake_of(team_id: int, on: dt.date) -> Intake:
    """Whether a team takes applications on a day, until when, or from when on."""
    return intake_on(windows_of(team_id), all_year=setting_of(team_id).all_year, on=on)


def criteria_of(team_id: int) -> list[Criterion]:
    """The criteria asked of new applicants."""
    query = sa.select(Criterion).where(Criterion.team_id == team_id, Criterion.retired_at.is_(None))
    return list(db.session.scalars(query.order_by(Criterion.position, Criterion.id)))


def criterion_of(team_id: int, criterion_id: int) -> Criterion:
    """A criterion of a team's present checklist; raises `NotFound`."""
    query = sa.select(Criterion).where(
        Criterion.team_id == team_id, Criterion.id == criterion_id, Criterion.retired_at.is_(None)
    )
    criterion: Criterion | None = db.session.scalar(query)
    if criterion is None:
        raise NotFound(N_("There is no such criterion."))
    return criterion


# -- admissions --------------------------------------------------------------------------------------


def admission_of(team_id: int, admission_id: int) -> Admission:
    """An admission of a team with its dossier; raises `NotFound`."""
    found = admission(admission_id)
    if found is None or found.team_id != team_id or found.step is Step.UNCONFIRMED:
        raise NotFound(N_("There is no such application."))
    return found


def admission(admission_id: int) -> Admission | None:
    """An admission of any team with its dossier."""
    query = sa.select(Admission).where(Admission.id == admission_id)
    return db.session.scalar(
        query.options(
            joinedload(Admission.team),
            joinedload(Admission.decision).joinedload(Decision.resolution),
            selectinload(Admission.answers),
            selectinload(Admission.documents),
            selectinload(Admission.acts),
        )
    )


def document_of(admission: Admission, document_id: int) -> AdmissionDocument:
    """A file of a dossier; raises `NotFound`."""
    for document in admission.documents:
        if document.id == document_id:
            return document
    raise NotFound(N_("There is no such document."))


def admissions_at(team_id: int, steps: Collection[Step], *, after: int | None = None) -> Page[Admission]:
    """A page of a team's admissions at certain steps, newest first."""
    query = (
        sa.select(Admission)
        .where(Admission.team_id == team_id, Admission.step.in_([step.value for step in steps]))
        .options(joinedload(Admission.decision), selectinload(Admission.answers))
    )
    return keysets.page(query, Admission.id, after, PAGE, descending=True)


def counts_of(team_id: int) -> dict[Step, int]:
    """The number of a team's admissions at each step."""
    query = (
        sa.select(Admission.step, sa.func.count())
        .where(Admission.team_id == team_id)
        .group_by(Admission.step)
    )
    counts = dict(db.session.execute(query).all())
    return {step: counts.get(step, 0) for step in Step}


def decided_by(team_id: int) -> set[int]:
    """The ids of the team's decisions that are linked to an admission."""
    query = sa.select(Admission.decision_id).where(
        Admission.team_id == team_id, Admission.decision_id.is_not(None)
    )
    return {decision_id for decision_id in db.session.scalars(query) if decision_id is not None}


def is_joining(partner_id: int) -> bool:
    """Whether a partner was invited to join and has not completed joining."""
    query = sa.select(Admission.id).where(
        Admission.partner_id == partner_id, Admission.step == Step.INVITED.value
    )
    return db.session.scalar(query.limit(1)) is not None


# -- the same organization ---------------------------------------------------------------------------


def others_open(team_id: int, organization: str, *, but_id: int | None = None) -> list[Admission]:
    """Other open admissions of an organization, oldest first."""
    return _others(team_id, organization, OPEN, but_id)


def others_in_hand(admission: Admission) -> list[Admission]:
    """Other admissions of the same organization that are in review, in deliberation or invited."""
    return _others(admission.team_id, admission.organization, IN_HAND, admission.id)


def taking_part(team_id: int, organization: str, on: dt.date) -> Partner | None:
    """The partner that an organization already is on a day, ignoring withdrawn and refused ones."""
    ended = [status.value for status in PARTNER_ENDED]
    return db.session.scalar(
        sa.select(Partner).where(
            Partner.team_id == team_id,
            Partner.name_key == fold_name(organization),
            sa.func.coalesce(status_on(on), Status.JOINING.value).not_in(ended),
        )
    )


def _others(team_id: int, organization: str, steps: Collection[Step], but_id: int | None) -> list[Admission]:
    query = sa.select(Admission).where(
        Admission.team_id == team_id,
        Admission.name_key == fold_name(organization),
        Admission.step.in_([step.value for step in steps]),
    )
    if but_id is not None:
        query = query.where(Admission.id != but_id)
    return list(db.session.scalars(query.order_by(Admission.id)))


# -- limits and what is swept --------------------------------------------------------------------------


def sent_since(moment: dt.datetime, *, email: str) -> int:
    """How many public applications named a mailbox since a moment, in any team."""
    return _count(Admission.contact_email == email, Admission.opened_at > moment)


def sent_from_since(moment: dt.datetime, *, network: str) -> int:
    """How many applications came from a network address since a moment, in any team."""
    return _count(Admission.network == network, Admission.opened_at > moment)


def unconfirmed_since_before(moment: dt.datetime) -> list[Due]:
    """Applications sent before a moment whose mailbox was not confirmed."""
    return _rows(Admission.step == Step.UNCONFIRMED.value, Admission.opened_at < moment)


def invited() -> list[Due]:
    """The admissions of all teams that were invited to join and are not partners yet."""
    return _rows(Admission.step == Step.INVITED.value)


def _rows(*which: sa.ColumnElement[bool]) -> list[Due]:
    query = sa.select(Admission.id, Admission.team_id).where(*which).order_by(Admission.id)
    return [Due(number, f"admission:{number}", team_id) for number, team_id in db.session.execute(query)]


def _count(*which: sa.ColumnElement[bool]) -> int:
    query = sa.select(sa.func.count()).select_from(Admission).where(Admission.origin == Origin.ASKED.value)
    return db.session.scalar(query.where(*which)) or 0


def admission_for(team: Team, admission_id: int, role: Role) -> Admission:
    """An admission that a reader in this role may know of; raises `NotFound`."""
    admission = admission_of(team.id, admission_id)
    if admission.step not in LISTED[role]:
        raise NotFound(N_("There is no such application."))
    return admission
