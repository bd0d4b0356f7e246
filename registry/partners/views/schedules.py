"""A partner's schedule: all lines on one page."""

from typing import Any

from flask import Blueprint, g, request
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from registry.partners.forms.partners import schedule_form
from registry.partners.models.partners import Partner
from registry.partners.rules.partners import MOST_SCHEDULE_LINES, Contribution, in_new_order
from registry.partners.services import partners
from registry.partners.views._page import partner_here, partner_page
from registry.security.permissions import Permission
from registry.teams.rules import LANGUAGES
from registry.web.access import requires
from registry.web.forms import submit
from registry.web.page import Page, act_of, actor

bp = Blueprint("schedules", __name__, url_prefix="/teams/<team>/partners/<int:partner_id>/schedule")

#: Empty lines below the existing ones.
EMPTY_LINES = 3


@bp.route("", methods=["GET", "POST"])
@requires(Permission.EDIT_PARTNERS)
def change(partner_id: int) -> Page:
    """Edit a partner's schedule: add, change, reorder and remove lines."""
    partner = partner_here(partner_id)
    count, languages = _count(partner), _languages(partner)
    form = schedule_form(count, languages, _known(partner, count))
    return submit(
        form,
        lambda: partners.set_schedule(partner, lines=_said(form, count), act=act_of(actor())),
        done=_("The schedule is saved."),
        to=partner_page(partner, "schedule"),
        template="partners/schedule.html",
        seen=partner,
        saved=lambda: _known(partner, count),
        partner=partner,
        places=range(1, count + 1),
        languages=languages,
    )


def _count(partner: Partner) -> int:
    """The number of lines on the page: the number it was opened with, or else the existing lines and some
    empty ones.
    """
    most = MOST_SCHEDULE_LINES + EMPTY_LINES
    opened_with = request.form.get("count", type=int)
    return min(max(opened_with or len(partner.schedule) + EMPTY_LINES, 1), most)


def _languages(partner: Partner) -> list[str]:
    """The team's languages, and any other language in which a line has text."""
    written = {
        language for language in LANGUAGES for line in partner.schedule if getattr(line, f"text_{language}")
    }
    return [language for language in LANGUAGES if language in g.team.languages or language in written]


def _known(partner: Partner, count: int) -> dict[str, Any]:
    known: dict[str, Any] = {"count": count, "revision": partner.revision}
    known |= {f"place_{place}": place for place in range(1, count + 1)}
    for place, line in enumerate(partner.schedule, start=1):
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
