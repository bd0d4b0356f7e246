"""Creates committees, changes and closes them, and sets their chairs."""

import datetime as dt

from sqlalchemy.exc import IntegrityError

from registry.audit.services import events
from registry.committees.models import ChairChange, Committee, Seat
from registry.committees.queries import committees, steering_committees
from registry.committees.rules import CommitteeEvent, check_names
from registry.database.session import db
from registry.errors import N_, RuleBroken
from registry.partners.rules.partners import check_place_of_day, in_force
from registry.security.actors import Act
from registry.teams import hooks as team_hooks
from registry.teams.hooks import Say
from registry.teams.models import Team


def add_committee(
    team: Team,
    *,
    name_en: str,
    name_fr: str = "",
    purpose_en: str = "",
    purpose_fr: str = "",
    is_steering: bool = False,
    reports_to: Committee | None = None,
    act: Act,
) -> Committee:
    """Add a committee of the team; only one has the steering role.

    A name missing in one language is taken from the other.
    """
    check_names(name_en, name_fr)
    if is_steering:
        _check_marked_by_hand(team, act.on)
    committee = Committee(
        team=team,
        name_en=name_en or name_fr,
        name_fr=name_fr or name_en,
        purpose_en=purpose_en,
        purpose_fr=purpose_fr,
        is_steering=is_steering,
        reports_to_id=reports_to.id if reports_to else None,
        created_at=act.at,
    )
    _one_steering(team, committee)
    events.record(CommitteeEvent.ADDED, committee, act)
    return committee


def change_committee(
    committee: Committee,
    *,
    name_en: str,
    name_fr: str,
    purpose_en: str,
    purpose_fr: str,
    is_steering: bool,
    reports_to: Committee | None,
    act: Act,
) -> None:
    """Change a committee's name, purpose, role, and the committee it reports to."""
    check_names(name_en, name_fr)
    _check_reports_up(committee, reports_to)
    if is_steering != committee.is_steering:
        _check_marked_by_hand(committee.team, act.on)
    committee.name_en, committee.name_fr = name_en or name_fr, name_fr or name_en
    committee.purpose_en, committee.purpose_fr = purpose_en, purpose_fr
    committee.is_steering = is_steering
    committee.reports_to_id = reports_to.id if reports_to else None
    _one_steering(committee.team, committee)
    events.record(CommitteeEvent.CHANGED, committee, act)


def close_committee(committee: Committee, *, on: dt.date, act: Act) -> None:
    """Close a committee from a day on; its past acts stay."""
    if committee.closed_on is not None:
        raise RuleBroken(N_("This committee is closed already."))
    at_top = steering_committees.committee_on(committee.team_id, act.on)
    if committee is at_top and on > act.on:
        raise RuleBroken(
            N_("The steering committee closes on the day itself: till then it has that role."), field="on"
        )
    if committee is at_top:
        _take_other_marks_away(committee)
    committee.closed_on = on
    events.record(CommitteeEvent.CLOSED, committee, act, closed_on=on.isoformat())


def follow_agreement(team: Team, *, act: Act) -> None:
    """Move the mark of the steering committee to the one that the agreement in force names."""
    found = steering_committees.steering_on(team.id, act.on)
    marked = steering_committees.marked(team.id)
    if found.committee is None or found.named is None or found.committee is marked:
        return
    if marked is not None:
        marked.is_steering = False
        db.session.flush()
    found.committee.is_steering = True
    db.session.flush()
    events.record(CommitteeEvent.CHANGED, found.committee, act, version=found.named.version_id)


def _take_other_marks_away(committee: Committee) -> None:
    """Another committee may bear a mark from before an agreement named this one. When this one closes, the
    mark must not give it the role: it would see cases of conflict, and nobody has decided so.
    """
    marked = steering_committees.marked(committee.team_id)
    if marked is not None and marked is not committee:
        marked.is_steering = False


def set_chair(committee: Committee, seat: Seat | None, *, effective_on: dt.date, act: Act) -> ChairChange:
    """Let the holder of a seat chair the committee from a day on."""
    change = _add_change(committee, seat, effective_on=effective_on, act=act)
    events.record(
        CommitteeEvent.CHAIR_SET, committee, act, seat=change.seat_id, effective_on=effective_on.isoformat()
    )
    tell(Say.CHAIR_CHANGED, committee, seat.label_en if seat else "", None, act=act)
    return change


def _add_change(committee: Committee, seat: Seat | None, *, effective_on: dt.date, act: Act) -> ChairChange:
    change = ChairChange(
        committee_id=committee.id,
        seat_id=seat.id if seat else None,
        effective_on=effective_on,
        recorded_at=act.at,
    )
    change.done_by(act.by)
    db.session.add(change)
    db.session.flush()
    return change


def correct_chair(
    wrong: ChairChange, seat: Seat | None, *, effective_on: dt.date, reason: str, act: Act
) -> ChairChange:
    """Correct a mistyped chair or day: the new row supersedes the old one, which stays visible."""
    committee = db.session.get_one(Committee, wrong.committee_id)
    if not wrong.stands:
        raise RuleBroken(N_("This entry has been corrected already."))
    check_place_of_day(committees.chair_changes_of(committee.id), wrong, effective_on)
    before = _chairs_from(committee, act.on)
    right = _add_change(committee, seat, effective_on=effective_on, act=act)
    wrong.supersede(right, reason=reason, act=act)
    _corrected(committee, before, act=act, wrong=wrong.id, right=right.id)
    return right


def strike_chair(wrong: ChairChange, *, reason: str, act: Act) -> None:
    """Strike out a change of the chair that was entered by mistake: what held before it goes on."""
    committee = db.session.get_one(Committee, wrong.committee_id)
    before = _chairs_from(committee, act.on)
    wrong.strike(reason=reason, act=act)
    _corrected(committee, before, act=act, wrong=wrong.id, right=None)


def _corrected(
    committee: Committee, before: list[tuple[dt.date, int | None]], *, act: Act, **rows: int | None
) -> None:
    """Record a correction of the chair; it is told only where somebody else has the chair now or later."""
    db.session.flush()
    events.record(CommitteeEvent.CHAIR_CORRECTED, committee, act, **rows)
    after = _chairs_from(committee, act.on)
    if after != before:
        seat = db.session.get(Seat, after[0][1]) if after and after[0][1] else None
        tell(Say.CHAIR_CORRECTED, committee, seat.label_en if seat else "", None, act=act)


def _chairs_from(committee: Committee, on: dt.date) -> list[tuple[dt.date, int | None]]:
    """Which seat has the chair from a day on, and from which other days another."""
    changes = committees.chair_changes_of(committee.id)
    days = sorted({on, *(change.effective_on for change in changes if change.effective_on > on)})
    held = [(day, in_force(changes, day)) for day in days]
    return [(day, change.seat_id) for day, change in held if change is not None]


def _check_marked_by_hand(team: Team, on: dt.date) -> None:
    """While the agreement in force names an open committee, that one has the role."""
    if steering_committees.steering_on(team.id, on).named is not None:
        raise RuleBroken(N_("The agreement in force names the steering committee."), field="is_steering")


def _check_reports_up(committee: Committee, reports_to: Committee | None) -> None:
    above = reports_to
    while above is not None:
        if above.id == committee.id:
            raise RuleBroken(N_("A committee cannot report to itself."), field="reports_to")
        above = db.session.get(Committee, above.reports_to_id) if above.reports_to_id else None


def _one_steering(team: Team, committee: Committee) -> None:
    """Only one committee may have the steering role: checked before, and enforced by the database."""
    with db.session.no_autoflush:
        marked = steering_committees.marked(team.id)
    text = N_("Another committee has the steering role; take it from that one first.")
    if committee.is_steering and marked is not None and marked is not committee:
        raise RuleBroken(text, field="is_steering")
    try:
        with db.session.begin_nested():
            db.session.add(committee)
    except IntegrityError as error:
        raise RuleBroken(text, field="is_steering") from error


def tell(what: Say, committee: Committee, name: str, user_id: int | None, *, act: Act) -> None:
    """Tell the listeners about a change of members or chair."""
    team_hooks.tell_of_change(team_hooks.Change(what, committee.team_id, name, user_id, act, committee.id))
