"""A partner's schedule: all lines on one page, and its versions over time."""

import datetime as dt
from collections.abc import Sequence
from functools import partial
from typing import Any

from flask import Blueprint, g, request
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from registry.partners import wording
from registry.partners.forms.partners import CorrectScheduleForm, ScheduleForm, schedule_form
from registry.partners.models.partners import Schedule, ScheduleLine
from registry.partners.queries import partners as partner_queries
from registry.partners.rules.partners import MOST_SCHEDULE_LINES, Contribution, in_new_order
from registry.partners.services import schedules
from registry.partners.views._page import partner_here, partner_page
from registry.security.permissions import Permission
from registry.teams.rules import LANGUAGES
from registry.web.access import requires
from registry.web.corrections import correct
from registry.web.forms import submit
from registry.web.page import Page, act_of, actor, today

bp = Blueprint("schedules", __name__, url_prefix="/teams/<team>/partners/<int:partner_id>/schedule")

#: Empty lines below the existing ones.
EMPTY_LINES = 3


@bp.route("", methods=["GET", "POST"])
@requires(Permission.EDIT_PARTNERS)
def change(partner_id: int) -> Page:
    """Set a partner's schedule from a day on: add, change, reorder and remove lines."""
    partner, on = partner_here(partner_id), today()
    lines = partner.schedule(on)
    count, languages = _count(lines), _languages(lines)
    form = schedule_form(ScheduleForm, count, languages, _known(lines, count, on, partner.revision))
    return submit(
        form,
        lambda: schedules.set_schedule(
            partner,
            lines=_said(form, count),
            effective_on=form.effective_on.data,
            act=act_of(actor()),
        ),
        done=_("The schedule is saved."),
        to=partner_page(partner, "schedule"),
        template="partners/schedule.html",
        seen=partner,
        saved=lambda: _known(partner.schedule(on), count, on, partner.revision),
        load=lambda: {"lines": partner.schedule(on)},
        partner=partner,
        places=range(1, count + 1),
        languages=languages,
    )


@bp.route("/<int:schedule_id>/correct", methods=["GET", "POST"])
@requires(Permission.EDIT_PARTNERS)
def correct_schedule(partner_id: int, schedule_id: int) -> Page:
    """Correct a version of the schedule or its day, or strike it out."""
    partner = partner_here(partner_id)
    wrong = partner_queries.change_of(Schedule, partner, schedule_id)
    count, languages = _count(wrong.lines), _languages(wrong.lines)
    known = _known(wrong.lines, count, wrong.effective_on, partner.revision)
    form = schedule_form(CorrectScheduleForm, count, languages, known)
    return correct(
        form,
        lambda **why: schedules.correct_schedule(
            wrong, lines=_said(form, count), effective_on=form.effective_on.data, **why
        ),
        strike=partial(schedules.strike_schedule, wrong),
        holds=lambda: wording.spells_of_schedule(partner),
        to=partner_page(partner, "schedule"),
        template="partners/correct_schedule.html",
        seen=partner,
        partner=partner,
        wrong=wrong,
        lines=wrong.lines,
        places=range(1, count + 1),
        languages=languages,
    )


def _count(lines: Sequence[ScheduleLine]) -> int:
    """The number of lines on the page: the number it was opened with, or else the existing lines and some
    empty ones.
    """
    most = MOST_SCHEDULE_LINES + EMPTY_LINES
    opened_with = request.form.get("count", type=int)
    return min(max(opened_with or len(lines) + EMPTY_LINES, 1), most)


def _languages(lines: Sequence[ScheduleLine]) -> list[str]:
    """The team's languages, and any other language in which a line has text."""
    written = {language for language in LANGUAGES for line in lines if getattr(line, f"text_{language}")}
    return [language for language in LANGUAGES if language in g.team.languages or language in written]


def _known(lines: Sequence[ScheduleLine], count: int, effective_on: dt.date, revision: int) -> dict[str, Any]:
    known: dict[str, Any] = {"count": count, "revision": revision, "effective_on": effective_on}
    known |= {f"place_{place}": place for place in range(1, count + 1)}
    for place, line in enumerate(lines, start=1):
        known |= {
            f"kind_{place}": line.kind,
            f"text_en_{place}": line.text_en,
            f"text_fr_{place}": line.text_fr,
        }
    return known


def _said(form: FlaskForm, count: int) -> list[tuple[Contribution, str, str]]:
    """The non-empty lines in the requested order."""
    places = in_new_order([form[f"place_{place}"].data for place in range(1, count + 1)])
    kept = [place for place in places if not form[f"away_{place}"].data]
    lines = [
        (Contribution(form[f"kind_{place}"].data), _text(form, "en", place), _text(form, "fr", place))
        for place in kept
    ]
    return [line for line in lines if line[1] or line[2]]


def _text(form: FlaskForm, language: str, place: int) -> str:
    name = f"text_{language}_{place}"
    return form[name].data or "" if name in form else ""
