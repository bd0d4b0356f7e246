"""Changing a partner: what is known of it, its name, its tier and status, and putting past ones right."""

from typing import Any

from flask import Blueprint, flash, g
from flask_babel import gettext as _

from registry.partners.forms.partners import DetailsForm, RenameForm, StatusForm, TierForm
from registry.partners.models.partners import Partner, StatusChange, TierChange
from registry.partners.queries import look_alikes
from registry.partners.queries import partners as partner_queries
from registry.partners.rules.partners import Status
from registry.partners.services import partners, status
from registry.partners.views._page import attempt_change, form_page, partner_here, to_partner
from registry.security.permissions import Permission
from registry.web.access import requires
from registry.web.page import Page, act_of, actor, tell, today

bp = Blueprint("partner_changes", __name__, url_prefix="/teams/<team>/partners/<int:partner_id>")


@bp.route("/change", methods=["GET", "POST"])
@requires(Permission.EDIT_PARTNERS)
def change(partner_id: int) -> Page:
    """Change what is known of a partner that has no history."""
    partner = partner_here(partner_id)
    form = DetailsForm(g.team, data=_details(partner))
    done = attempt_change(
        partner,
        form,
        lambda: partners.change_partner(
            partner,
            sector=form.sector.data,
            city=form.city.data,
            language=form.language.data,
            signatures_needed=form.signatures_needed.data,
            act=act_of(actor()),
        ),
    )
    if done:
        flash(_("Saved."), "success")
        return to_partner(partner)
    return form_page("change", form, partner, saved=_details(partner))


@bp.route("/rename", methods=["GET", "POST"])
@requires(Permission.EDIT_PARTNERS)
def rename(partner_id: int) -> Page:
    """Call a partner by a new name."""
    partner = partner_here(partner_id)
    form = RenameForm(data={"name": partner.name, "on": today(), "revision": partner.revision})
    done = attempt_change(
        partner,
        form,
        lambda: partners.rename_partner(
            partner, name=form.name.data, on=form.on.data, reason=form.reason.data or "", act=act_of(actor())
        ),
    )
    if done:
        flash(_("It is now listed as %(name)s.", name=partner.name), "success")
        tell(look_alikes.words_on_partner(partner))
        return to_partner(partner)
    return form_page("rename", form, partner, saved={"name": partner.name})


@bp.route("/tier", methods=["GET", "POST"])
@requires(Permission.EDIT_PARTNERS)
def set_tier(partner_id: int) -> Page:
    """Move a partner up or down from a day on."""
    partner = partner_here(partner_id)
    form = TierForm(g.team, data=_tier_today(partner))
    done = attempt_change(
        partner,
        form,
        lambda: status.set_tier(
            partner,
            tier=form.chosen_tier(),
            effective_on=form.effective_on.data,
            reason=form.reason.data,
            agreed_by=form.agreed_by.data or "",
            act=act_of(actor()),
        ),
    )
    if done:
        flash(_("The tier is recorded."), "success")
        return to_partner(partner, "history")
    return form_page("tier", form, partner, saved={"tier": _tier_today(partner)["tier"]})


@bp.route("/status", methods=["GET", "POST"])
@requires(Permission.EDIT_PARTNERS)
def set_status(partner_id: int) -> Page:
    """Change where a partner stands from a day on."""
    partner = partner_here(partner_id)
    form = StatusForm(data=_status_today(partner))
    done = attempt_change(
        partner,
        form,
        lambda: status.set_status(
            partner,
            status=Status(form.status.data),
            effective_on=form.effective_on.data,
            reason=form.reason.data,
            act=act_of(actor()),
        ),
    )
    if done:
        flash(_("The status is recorded."), "success")
        return to_partner(partner, "history")
    return form_page("status", form, partner, saved={"status": _status_today(partner)["status"]})


@bp.route("/tiers/<int:change_id>/correct", methods=["GET", "POST"])
@requires(Permission.EDIT_PARTNERS)
def correct_tier(partner_id: int, change_id: int) -> Page:
    """Put a mistyped tier or day right."""
    partner = partner_here(partner_id)
    wrong = partner_queries.change_of(TierChange, partner, change_id)
    form = TierForm(g.team, data=_as_it_stands(wrong) | {"tier": wrong.tier, "agreed_by": wrong.agreed_by})
    done = attempt_change(
        partner,
        form,
        lambda: status.correct_tier(
            wrong,
            tier=form.chosen_tier(),
            effective_on=form.effective_on.data,
            reason=form.reason.data,
            agreed_by=form.agreed_by.data or "",
            act=act_of(actor()),
        ),
    )
    if done:
        flash(_("The entry is put right."), "success")
        return to_partner(partner, "history")
    return form_page("tier", form, partner, wrong=wrong)


@bp.route("/statuses/<int:change_id>/correct", methods=["GET", "POST"])
@requires(Permission.EDIT_PARTNERS)
def correct_status(partner_id: int, change_id: int) -> Page:
    """Put a mistyped status or day right."""
    partner = partner_here(partner_id)
    wrong = partner_queries.change_of(StatusChange, partner, change_id)
    form = StatusForm(data=_as_it_stands(wrong) | {"status": wrong.status})
    done = attempt_change(
        partner,
        form,
        lambda: status.correct_status(
            wrong,
            status=Status(form.status.data),
            effective_on=form.effective_on.data,
            reason=form.reason.data,
            act=act_of(actor()),
        ),
    )
    if done:
        flash(_("The entry is put right."), "success")
        return to_partner(partner, "history")
    return form_page("status", form, partner, wrong=wrong)


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
