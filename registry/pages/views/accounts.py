"""The accounts of the installation: the administrator finds, disables and enables them."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from registry.accounts import queries as account_queries
from registry.accounts.hooks import zone_of
from registry.accounts.models import User
from registry.accounts.rules import AccountEvent
from registry.database.transactions import unit_of_work
from registry.pages.forms import DisableForm
from registry.security.actors import as_administrator
from registry.security.permissions import Permission
from registry.sign_in.rules.events import SignInEvent
from registry.sign_in.services import disabled_accounts, sessions
from registry.teams.queries import teams
from registry.teams.queries.history import events_told
from registry.web.access import lately_proved, lately_proved_on, requires
from registry.web.forms import ConfirmForm, submit
from registry.web.page import Page, act_of

#: The events in the history of an account that an administrator sees.
TAGS = (
    AccountEvent.CREATED,
    SignInEvent.ACCOUNT_DISABLED,
    SignInEvent.ACCOUNT_ENABLED,
    AccountEvent.ADMINISTRATOR_NAMED,
)

bp = Blueprint("account_administration", __name__, url_prefix="/administration/accounts")


@bp.get("", strict_slashes=False)
@requires(Permission.ADMINISTER)
def index() -> str:
    """All accounts by address, or the matching ones."""
    query = request.args.get("q", "")
    page = account_queries.page_of(query, after=request.args.get("after"))
    return render_template("pages/administration_accounts.html", page=page, words=query)


@bp.get("/<int:user_id>")
@requires(Permission.ADMINISTER)
def show(user_id: int) -> str:
    """One account: its state and its history."""
    account = _account(user_id)
    return render_template(
        "pages/administration_account.html",
        account=account,
        teams=teams.teams_of(account.id),
        zone=zone_of(current_user.id),
        history=events_told(None, ("user", account.id), TAGS),
    )


@bp.route("/<int:user_id>/disable", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
@lately_proved
def disable(user_id: int) -> Page:
    """Disable an account."""
    account, form = _account(user_id), DisableForm()
    return submit(
        form,
        lambda: disabled_accounts.disable(
            account, reason=form.reason.data or "", act=act_of(as_administrator(current_user.id))
        ),
        done=_("The account is disabled, and its sessions are ended."),
        to=_page_of(user_id),
        template="pages/administration_disable.html",
        account=account,
    )


@bp.route("/<int:user_id>/enable", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
@lately_proved
def enable(user_id: int) -> Page:
    """Enable a disabled account."""
    account, form = _account(user_id), ConfirmForm()
    return submit(
        form,
        lambda: disabled_accounts.enable(account, act=act_of(as_administrator(current_user.id))),
        done=_("The account is open again."),
        to=_page_of(user_id),
        template="pages/administration_enable.html",
        account=account,
    )


@bp.post("/<int:user_id>/sessions/end")
@requires(Permission.ADMINISTER)
@lately_proved_on(lambda user_id: url_for("account_administration.show", user_id=user_id))
def end_sessions(user_id: int) -> Page:
    """End every session of an account, which stays enabled."""
    account = _account(user_id)
    with unit_of_work():
        ended = sessions.end_all(account.id, act=act_of(as_administrator(current_user.id)))
    flash(ngettext("%(num)s session is ended.", "%(num)s sessions are ended.", ended), "success")
    return redirect(_page_of(user_id), 303)


def _account(user_id: int) -> User:
    return account_queries.account_of(user_id) or abort(404)


def _page_of(user_id: int) -> str:
    return url_for("account_administration.show", user_id=user_id)
