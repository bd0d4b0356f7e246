"""Sets when a team takes applications and what it asks of applicants."""

import datetime as dt

import sqlalchemy as sa

from registry.admissions.models import Criterion, IntakeSetting, IntakeWindow
from registry.admissions.queries import admissions
from registry.admissions.rules.admissions import CRITERION_LENGTH, MOST_CRITERIA, check_length
from registry.admissions.rules.events import AdmissionEvent
from registry.admissions.rules.intake import check_apart, check_window
from registry.audit.services import events
from registry.database.session import db
from registry.errors import N_, RuleBroken
from registry.security.actors import Act
from registry.teams.models import Team


def settle_intake(
    team: Team,
    *,
    all_year: bool,
    welcome_en: str = "",
    welcome_fr: str = "",
    act: Act,
) -> IntakeSetting:
    """Take applications all year or only in windows, and set the introduction of the form."""
    setting = admissions.setting_of(team.id)
    db.session.add(setting)
    setting.all_year = all_year
    setting.welcome_en = check_length(welcome_en, field="welcome_en")
    setting.welcome_fr = check_length(welcome_fr, field="welcome_fr")
    _note(team, act, all_year=all_year)
    return setting


def open_window(team: Team, *, opens_on: dt.date, closes_on: dt.date, act: Act) -> IntakeWindow:
    """Take applications from the first day to the last, inclusive."""
    check_window(opens_on, closes_on)
    check_apart(opens_on, closes_on, admissions.windows_of(team.id))
    window = IntakeWindow(team_id=team.id, opens_on=opens_on, closes_on=closes_on)
    db.session.add(window)
    _note(team, act, opens_on=opens_on.isoformat(), closes_on=closes_on.isoformat())
    return window


def change_window(
    team: Team,
    window: IntakeWindow,
    *,
    opens_on: dt.date,
    closes_on: dt.date,
    act: Act,
) -> None:
    """Change the days of a window; received applications stay."""
    check_window(opens_on, closes_on)
    others = [other for other in admissions.windows_of(team.id) if other.id != window.id]
    check_apart(opens_on, closes_on, others)
    window.opens_on, window.closes_on = opens_on, closes_on
    _note(team, act, opens_on=opens_on.isoformat(), closes_on=closes_on.isoformat())


def remove_window(team: Team, window: IntakeWindow, *, act: Act) -> None:
    """Remove a window; received applications stay."""
    opened = window.opens_on.isoformat()
    db.session.delete(window)
    _note(team, act, removed=opened)


def add_criterion(team: Team, *, text_en: str, text_fr: str, act: Act) -> Criterion:
    """Add a criterion, in each language of the team."""
    criteria = admissions.criteria_of(team.id)
    if len(criteria) >= MOST_CRITERIA:
        raise RuleBroken(N_("The checklist has at most %(most)s criteria."), most=MOST_CRITERIA)
    _check_texts(team, text_en, text_fr)
    last = db.session.scalar(sa.select(sa.func.max(Criterion.position)).where(Criterion.team_id == team.id))
    criterion = Criterion(team_id=team.id, text_en=text_en, text_fr=text_fr, position=(last or 0) + 1)
    db.session.add(criterion)
    db.session.flush()
    _note(team, act, criterion=criterion.id)
    return criterion


def change_criterion(team: Team, criterion: Criterion, *, text_en: str, text_fr: str, act: Act) -> None:
    """Change the wording of a criterion for new applicants; earlier answers keep theirs."""
    _check_texts(team, text_en, text_fr)
    criterion.text_en, criterion.text_fr = text_en, text_fr
    _note(team, act, criterion=criterion.id)


def retire_criterion(team: Team, criterion: Criterion, *, act: Act) -> None:
    """Retire a criterion; dossiers that answered it keep it."""
    criterion.retired_at = act.at
    _note(team, act, retired=criterion.id)


def move_criterion_up(team: Team, criterion: Criterion, *, act: Act) -> None:
    """Move a criterion up by one place."""
    criteria = admissions.criteria_of(team.id)
    place = criteria.index(criterion)
    if place == 0:
        return
    before = criteria[place - 1]
    before.position, criterion.position = criterion.position, before.position
    _note(team, act, criterion=criterion.id)


def _check_texts(team: Team, text_en: str, text_fr: str) -> None:
    texts = {"en": text_en, "fr": text_fr}
    for language in team.languages:
        if not texts[language]:
            raise RuleBroken(N_("Word it in this language too."), field=f"text_{language}")
    for language, text in texts.items():
        check_length(text, field=f"text_{language}", most=CRITERION_LENGTH)


def _note(team: Team, act: Act, **details: object) -> None:
    db.session.flush()
    events.record(AdmissionEvent.INTAKE_CHANGED, team, act, **details)
