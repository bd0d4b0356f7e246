"""What every page of a withdrawal does: find it, say who acts, show its form, go back to it."""

from flask import g, redirect, render_template, url_for
from flask_login import current_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from registry.committees.queries import capacity
from registry.outbox.services.messages import SEND
from registry.partners.models.partners import Partner
from registry.partners.queries import partners
from registry.records.services.orders import ISSUE
from registry.security.actors import Actor
from registry.web.forms import status_of
from registry.web.page import today
from registry.withdrawals.models import Withdrawal
from registry.withdrawals.queries import withdrawals

#: What an act may make due: a record, and letters.
WAKE = (ISSUE, SEND)


def withdrawal_here(withdrawal_id: int) -> Withdrawal:
    """The withdrawal of this address."""
    return withdrawals.withdrawal_of(g.team.id, withdrawal_id)


def partner_here(partner_id: int) -> Partner:
    """The partner of this address."""
    return partners.partner_of(g.team.id, partner_id)


def coordinator() -> Actor:
    """The coordinator who acts."""
    return capacity.coordinator(current_user)


def representative(partner: Partner) -> Actor | None:
    """The reader as representative of a partner; None where they are not."""
    return capacity.person_for_partner(current_user, partner, today())


def form_page(name: str, form: FlaskForm, **context: object) -> tuple[str, int]:
    """The page of a form; 422 while something is wrong with what was given."""
    return render_template(f"withdrawals/{name}.html", form=form, today=today(), **context), status_of(form)


def to_withdrawal(withdrawal: Withdrawal, anchor: str | None = None) -> Response:
    """Go on to the page of a withdrawal."""
    where = url_for("withdrawals.show", team=g.team.slug, withdrawal_id=withdrawal.id, _anchor=anchor)
    return redirect(where, 303)


def to_list() -> Response:
    """Go on to the list of withdrawals."""
    return redirect(url_for("withdrawals.index", team=g.team.slug), 303)
