"""A person's own page: name, language, address."""

from flask import Blueprint, session, url_for
from flask_babel import gettext as _
from flask_babel import refresh
from flask_login import current_user

from registry import settings
from registry.accounts import services
from registry.accounts.forms import AddressForm, ProfileForm
from registry.outbox.services import messages
from registry.security import actors
from registry.security.permissions import Permission
from registry.web.access import lately_proved, public, requires
from registry.web.forms import ConfirmForm, submit
from registry.web.page import Page, act_of, keep_link_private, reader

bp = Blueprint("profile", __name__, url_prefix="/profile")
bp.after_request(keep_link_private)


@bp.route("", methods=["GET", "POST"], strict_slashes=False)
@requires(Permission.SIGNED_IN)
def show() -> Page:
    """A person's name and language."""
    form = ProfileForm(data={"name": current_user.name, "language": current_user.language})

    def say_done(_changed: object) -> str:
        """That it is saved, in the language that was chosen."""
        session["language"] = form.language.data
        refresh()
        return _("Saved.")

    return submit(
        form,
        lambda: services.change_profile(
            current_user,
            name=form.name.data or "",
            language=form.language.data,
            act=act_of(reader()),
        ),
        done=say_done,
        to=url_for("profile.show"),
        template="accounts/profile.html",
    )


@bp.route("/address", methods=["GET", "POST"])
@requires(Permission.SIGNED_IN)
@lately_proved
def change_address() -> Page:
    """Ask for a new address."""
    form = AddressForm()
    return submit(
        form,
        lambda: services.ask_for_address(current_user, form.email.data or "", act=act_of(reader())),
        done=_("A link is on its way to the new address. Until you follow it nothing changes."),
        to=url_for("profile.show"),
        template="accounts/address.html",
        wake=(messages.SEND,),
    )


@bp.route("/address/<token>", methods=["GET", "POST"], strict_slashes=False)
@public("the link proves the new mailbox")
def confirm(token: str) -> Page:
    """Change to the new address after a click on a button, because mail scanners follow links too."""
    user, _address = services.read_address(token, secret=_secret())
    form = ConfirmForm()
    return submit(
        form,
        lambda: services.confirm_address(token, secret=_secret(), act=act_of(actors.user(user.id))),
        done=_("Your address is changed: sign in with it from now on. The old one is told."),
        to=url_for("profile.show"),
        template="accounts/confirm_address.html",
        wake=(messages.SEND,),
    )


def _secret() -> str:
    return settings.secret()
