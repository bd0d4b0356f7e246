"""The partner register: the list, and the page of one partner."""

import datetime as dt
from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from registry.database.queries.keysets import Place, read_place
from registry.errors import N_
from registry.partners import hooks, wording
from registry.partners.forms.partners import PartnerForm
from registry.partners.models.partners import Partner
from registry.partners.queries import look_alikes, partner_list
from registry.partners.queries import partner_page as partner_page_queries
from registry.partners.queries import partners as partner_queries
from registry.partners.queries.partner_list import NO_TIER, Wanted
from registry.partners.rules.grounds import Ground
from registry.partners.rules.partners import Reach, Status
from registry.partners.services import partners
from registry.partners.views._page import ground_page, partner_page
from registry.security.permissions import Permission
from registry.teams.rules import Tier
from registry.unchanged.pages import unchanged
from registry.web.access import Menu, in_menu, may, requires
from registry.web.fields import asked_day
from registry.web.forms import submit
from registry.web.page import Page, act_of, actor, today

bp = Blueprint("partners", __name__, url_prefix="/teams/<team>/partners")

bp.add_app_template_global(wording.words, "grant_words")
bp.add_app_template_global(wording.language_name)
bp.add_app_template_global(ground_page)


@bp.get("", strict_slashes=False)
@in_menu(Menu.TEAM, 20, N_("Partners"))
@requires(Permission.READ_TEAM)
@unchanged
def index() -> Page:
    """A team's partners by name, searched and filtered, as of a day."""
    wanted = _wanted()
    return render_template(
        "partners/index.html",
        page=partner_list.page_of(g.team.id, wanted, after=_place("after"), before=_place("before")),
        count=partner_list.count_of(g.team.id, wanted),
        statuses=tuple(Status),
        sectors=partner_list.sectors_of(g.team.id),
        reaches=tuple(Reach),
        wanted=wanted,
        today=today(),
        no_tier=NO_TIER,
        page_url=lambda **place: _page_url(wanted, **place),
    )


@bp.get("/<int:partner_id>")
@requires(Permission.READ_TEAM)
@unchanged
def show(partner_id: int) -> Page:
    """Everything known of one partner, as of a day."""
    dossier = partner_page_queries.dossier_of(g.team.id, partner_id, with_notes=may(Permission.EDIT_PARTNERS))
    on = _day()
    return render_template(
        "partners/show.html",
        dossier=dossier,
        partner=dossier.partner,
        organization=dossier.organization,
        coming=dossier.history.coming(on),
        on=on,
        today=today(),
        parts=hooks.PARTS_OF_PAGE,
    )


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.EDIT_PARTNERS)
def add() -> Page:
    """Put a partner on the list, or let an organization begin to join."""
    offers = hooks.grounds_of(g.team, today())
    form = PartnerForm(g.team, offers, data={"language": g.team.languages[0], "effective_on": today()})
    if form.ground is Ground.ADMISSION and hooks.DOORS:
        return redirect(url_for(hooks.DOORS[0], team=g.team.slug, organization=form.name.data), 303)
    return submit(
        form,
        lambda: partners.add_partner(
            g.team,
            name=form.name.data,
            tier=form.chosen_tier(),
            rests_on=form.required(),
            status=Status(form.status.data),
            effective_on=form.effective_on.data,
            sector=form.sector.data,
            city=form.city.data,
            language=form.language.data,
            signatures_needed=form.signatures_needed.data,
            act=act_of(actor()),
        ),
        done=lambda partner: _("%(name)s is on the list.", name=partner.name),
        to=_after_adding,
        template="partners/add.html",
        warn=look_alikes.words_on_partner,
    )


def _after_adding(partner: Partner) -> str:
    """The address of the new partner's page; or, when another team may list the same organization, the page
    that asks.
    """
    if partner_queries.suggest_same_organization(g.team.id, partner.name):
        return url_for("organizations.show", team=g.team.slug, partner_id=partner.id)
    return partner_page(partner)


def _wanted() -> Wanted:
    """The filter in the address; malformed values are ignored."""
    on = _day()
    return Wanted(
        on=on,
        only_listed=on < today(),
        words=_asked("q").strip(),
        tier=_one_of("tier", {*Tier, NO_TIER}),
        status=_one_of("status", set(Status)),
        sector=_asked("sector"),
        reach=_one_of("reach", set(Reach)),
    )


def _day() -> dt.date:
    return asked_day("on") or today()


def _place(name: str) -> Place[str] | None:
    return read_place(_asked(name), str)


def _one_of(name: str, known: set[str]) -> str:
    return _asked(name) if _asked(name) in known else ""


def _asked(name: str) -> str:
    return request.args.get(name, "")


def _page_url(wanted: Wanted, **place: Place[str]) -> str:
    """The address of another page of the same list."""
    asked = {
        "q": wanted.words,
        "tier": wanted.tier,
        "status": wanted.status,
        "sector": wanted.sector,
        "reach": wanted.reach,
        "on": wanted.on.isoformat() if wanted.on != today() else "",
    }
    said: dict[str, Any] = {name: value for name, value in asked.items() if value}
    said |= {name: str(where) for name, where in place.items()}
    return url_for("partners.index", team=g.team.slug, **said)
