"""Forms of second proofs: the team's choice of channels, and the code field."""

from collections.abc import Collection
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField, StringField

from registry.signing.rules.step_up import TYPED
from registry.teams.rules import StepUp
from registry.web.fields import labelled, line, revision
from registry.web.forms import Form

CODE_LENGTH = 40


class ChannelsForm(Form):
    """The channels for second proofs at signing; a signatory needs one of the ticked ones.

    If none is ticked, no proof is required.
    """

    step_ups = SelectMultipleField(
        _l("Accept one of these beside the link in the e-mail"), choices=labelled(StepUp)
    )
    revision = revision()


def code_field() -> StringField:
    """The field for a code; `say_what_is_accepted` adds which codes are accepted."""
    return line(
        _l("Code"), CODE_LENGTH, autocomplete="one-time-code", inputmode="numeric", spellcheck="false"
    )


def say_what_is_accepted(field: Any, accepted: Collection[StepUp]) -> None:
    """Show on the code field which codes are accepted."""
    typed = TYPED.intersection(accepted)
    if typed == {StepUp.TOTP}:
        field.label.text = _l("Code of your authenticator app")
        field.description = _l(
            "The team asks for a second proof: the six digits that the app on your account here shows now."
        )
    elif typed == {StepUp.PHONE}:
        field.label.text = _l("Code read out to you by telephone")
        field.description = _l(
            "The team asks for a second proof. A coordinator calls you with a code of 8 digits; it works for"
            " 30 minutes."
        )
    else:
        field.label.text = _l("Code by telephone or of your app")
        field.description = _l(
            "The team asks for a second proof: the eight digits that a coordinator reads out to you by"
            " telephone, or the six digits that the authenticator app on your account here shows now. Without"
            " either, ask the coordinators to call you."
        )
