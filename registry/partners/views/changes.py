"""Changes of a partner: properties, name, tier, status, and corrections of past ones."""

from functools import partial
from typing import Any

from flask import Blueprint, g
from flask_babel import gettext as _

from registry.partners import hooks, wording
from registry.partners.forms.partners import (
    CorrectStatusForm,
    CorrectTierForm,
    DetailsForm,
    NewStatusForm,
    RenameForm,
    TierForm,
)
from registry.partners.models.partners import Partner, StatusChange, TierChange
from registry.partners.queries import look_alikes
from registry.partners.queries import partners as partner_queries
from registry.partners.rules.grounds import TAKING_PART
from registry.partners.rules.partners import Status
from registry.partners.services import partners, status, tiers
from registry.partners.views._page import partner_here, partner_page
from registry.security.permissions import Permission
from registry.web.access import requires
from registry.web.corrections import correct
from registry.web.forms import submit
from registry.web.page import Page, act_of, actor, today

bp = Blueprint("partner_changes", __name__, url_prefix="/teams/<team>/partners/<int:partner_id>")


@bp.route("/change", methods=["GET", "POST"])
@requires(Permission.EDIT_PARTNERS)
def change(partner_id: int) -> Page:
    """Change the properties that have no history."""
    partner = partner_here(partner_id)
    form = DetailsForm(g.team, data=_details(partner))
    return submit(
        form,
        lambda: partners.change_partner(
            partner,
            sector=form.sector.data,
            city=form.city.data,
            language=form.language.data,
            signatures_needed=form.signatures_needed.data,
            act=act_of(actor()),
        ),
        done=_("Saved."),
        to=partner_page(partner),
        template="partners/change.html",
        seen=partner,
        saved=lambda: _details(partner),
        partner=partner,
    )


@bp.route("/rename", methods=["GET", "POST"])
@requires(Permission.EDIT_PARTNERS)
def rename(partner_id: int) -> Page:
    """Rename a partner."""
    partner = partner_here(partner_id)
    form = RenameForm(data={"name": partner.name, "on": today(), "revision": partner.revision})
    return submit(
        form,
        lambda: partners.rename_partner(
            partner, name=form.name.data, on=form.on.data, reason=form.reason.data or "", act=act_of(actor())
        ),
        done=lambda _done: _("It is now listed as %(name)s.", name=partner.name),
        to=partner_page(partner),
        template="partners/rename.html",
        warn=lambda _: look_alikes.words_on_partner(partner),
        seen=partner,
        saved=lambda: {"name": partner.name},
        partner=partner,
    )


@bp.route("/tier", methods=["GET", "POST"])
@requires(Permission.EDIT_PARTNERS)
def set_tier(partner_id: int) -> Page:
    """Set a partner's tier from a day on."""
    partner = partner_here(partner_id)
    form = TierForm(g.team, hooks.grounds_of(g.team, today()), data=_tier_today(partner))
    return submit(
        form,
        lambda: tiers.set_tier(
            partner,
            tier=form.chosen_tier(),
            effective_on=form.effective_on.data,
            reason=form.reason.data,
            agreed_by=form.agreed,
            act=act_of(actor()),
        ),
        done=_("The tier is recorded."),
        to=partner_page(partner, "history"),
        template="partners/tier.html",
        seen=partner,
        saved=lambda: {"tier": _tier_today(partner)["tier"]},
        partner=partner,
    )


@bp.route("/status", methods=["GET", "POST"])
@requires(Permission.EDIT_PARTNERS)
def set_status(partner_id: int) -> Page:
    """Set a partner's status from a day on."""
    partner = partner_here(partner_id)
    form = NewStatusForm(hooks.grounds_of(g.team, today()), data=_status_today(partner))
    return submit(
        form,
        lambda: status.set_status(
            partner,
            status=Status(form.status.data),
            effective_on=form.effective_on.data,
            reason=form.reason.data,
            rests_on=form.given() if form.status.data == Status.PARTNER else None,
            act=act_of(actor()),
        ),
        done=_("The status is recorded."),
        to=partner_page(partner, "history"),
        template="partners/status.html",
        seen=partner,
        saved=lambda: {"status": _status_today(partner)["status"]},
        partner=partner,
    )


@bp.route("/tiers/<int:change_id>/correct", methods=["GET", "POST"])
@requires(Permission.EDIT_PARTNERS)
def correct_tier(partner_id: int, change_id: int) -> Page:
    """Correct a mistyped tier or day, or strike out the entry."""
    partner = partner_here(partner_id)
    wrong = partner_queries.change_of(TierChange, partner, change_id)
    form = CorrectTierForm(
        g.team, data=_as_it_stands(wrong) | {"tier": wrong.tier, "agreed_by": wrong.agreed_by}
    )

    return correct(
        form,
        lambda **why: tiers.correct_tier(
            wrong,
            tier=form.chosen_tier(),
            effective_on=form.effective_on.data,
            agreed_by=form.agreed_by.data or "",
            **why,
        ),
        strike=partial(tiers.strike_tier, wrong),
        holds=lambda: wording.spells_of_tier(partner),
        to=partner_page(partner, "history"),
        template="partners/correct_tier.html",
        seen=partner,
        partner=partner,
        wrong=wrong,
    )


@bp.route("/statuses/<int:change_id>/correct", methods=["GET", "POST"])
@requires(Permission.EDIT_PARTNERS)
def correct_status(partner_id: int, change_id: int) -> Page:
    """Correct a mistyped status or day, or strike out the entry."""
    partner = partner_here(partner_id)
    wrong = partner_queries.change_of(StatusChange, partner, change_id)
    form = CorrectStatusForm(
        hooks.grounds_of(g.team, today()),
        data=_as_it_stands(wrong) | _ground_as_it_stands(wrong) | {"status": wrong.status},
    )

    def put_right(**why: Any) -> object:
        right = Status(form.status.data)
        return status.correct_status(
            wrong,
            status=right,
            effective_on=form.effective_on.data,
            rests_on=form.given() if right in TAKING_PART else None,
            **why,
        )

    return correct(
        form,
        put_right,
        strike=partial(status.strike_status, wrong),
        holds=lambda: wording.spells_of_status(partner),
        to=partner_page(partner, "history"),
        template="partners/correct_status.html",
        seen=partner,
        partner=partner,
        wrong=wrong,
    )


def _ground_as_it_stands(wrong: StatusChange) -> dict[str, str]:
    return {
        "rests_on": wrong.rests_on,
        "rests_on_which": wrong.rests_on_subject,
        "rests_on_words": wrong.rests_on_words,
    }


def _details(partner: Partner) -> dict[str, Any]:
    return {
        "sector": partner.sector,
        "city": partner.city,
        "language": partner.language,
        "signatures_needed": partner.signatures_needed,
        "revision": partner.revision,
    }


def _tier_today(partner: Partner) -> dict[str, Any]:
    on = today()
    return {"tier": partner.tier(on) or "", "effective_on": on, "revision": partner.revision}


def _status_today(partner: Partner) -> dict[str, Any]:
    on = today()
    return {"status": partner.status(on), "effective_on": on, "revision": partner.revision}


def _as_it_stands(wrong: TierChange | StatusChange) -> dict[str, Any]:
    return {"effective_on": wrong.effective_on, "revision": wrong.partner.revision}
