"""Forms for signing in and for managing factors."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired, Length, ValidationError

from registry.sign_in.rules.passwords import LONGEST_PASSWORD, SHORTEST_PASSWORD, normalized
from registry.sign_in.rules.sign_in import PASSKEY_NAME_LENGTH
from registry.web.fields import TOO_LONG, email_line, line
from registry.web.forms import SECRET, Form

#: Longer than any code with blanks and hyphens.
CODE_LENGTH = 40


def _present_password(label: Any) -> PasswordField:
    return PasswordField(
        label,
        validators=[
            InputRequired(_l("Enter your password.")),
            Length(max=LONGEST_PASSWORD, message=TOO_LONG),
        ],
        render_kw={"autocomplete": "current-password"},
    )


def _is_same_password(form: Form, field: PasswordField) -> None:
    """A validator: both passwords are equal, even if a keyboard or password manager encodes accents
    differently.
    """
    if normalized(field.data or "") != normalized(form.password.data or ""):
        raise ValidationError(_l("The two passwords differ."))


class SignInForm(Form):
    """Address and password."""

    email = StringField(
        _l("Email address"),
        validators=[InputRequired(_l("Enter your email address.")), Length(max=254, message=TOO_LONG)],
        render_kw={"type": "email", "autocomplete": "username", "spellcheck": "false"},
    )
    password = _present_password(_l("Password"))


class WelcomeForm(Form):
    """A new password, twice."""

    password = PasswordField(
        _l("New password"),
        description=_l(
            "At least %(count)s characters. A few words in a row are easy to keep.", count=SHORTEST_PASSWORD
        ),
        validators=[InputRequired(_l("Choose a password.")), Length(max=LONGEST_PASSWORD, message=TOO_LONG)],
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        _l("The same password again"),
        validators=[_is_same_password],
        render_kw={"autocomplete": "new-password"},
    )


class CurrentPasswordForm(WelcomeForm):
    """A new password, with the current one."""

    current = _present_password(_l("Your password now"))


class LinkForm(Form):
    """Where to send a link."""

    email = email_line(_l("Email address"), required=_l("Enter your email address."), autocomplete="username")


def _code(label: Any, hint: Any) -> StringField:
    return line(
        label,
        CODE_LENGTH,
        hint,
        required=_l("Enter the code."),
        inputmode="numeric",
        autocomplete="one-time-code",
        spellcheck="false",
    )


class CodeForm(Form):
    """The code that the app shows now."""

    code = _code(_l("Code"), _l("The six digits that your app shows now."))


class NewPasswordForm(WelcomeForm):
    """A new password, with the second factor if the person has one."""

    code = line(
        _l("Code"),
        CODE_LENGTH,
        _l("The six digits that your app shows now, or one of your recovery codes."),
        required=_l("Enter the code."),
        autocomplete="one-time-code",
        spellcheck="false",
    )


class AddAuthenticatorForm(CodeForm):
    """The first code of an app; the app's secret travels in the form, encrypted."""

    closed = HiddenField()


class RecoveryCodeForm(Form):
    """A recovery code."""

    code = line(
        _l("Recovery code"),
        CODE_LENGTH,
        _l("One of the ten that you kept, with or without hyphens."),
        required=_l("Enter the code."),
        autocomplete="one-time-code",
        spellcheck="false",
    )


class PasskeyForm(Form):
    """A device's answer, filled in by the page's script."""

    answer = HiddenField(render_kw={SECRET: ""})


class AddPasskeyForm(PasskeyForm):
    """A new passkey and its name."""

    name = line(
        _l("Name of the passkey"),
        PASSKEY_NAME_LENGTH,
        _l("To know it again in the list, such as “My phone”."),
        required=_l("Give the passkey a name."),
        autocomplete="off",
    )


class ProveForm(Form):
    """Proof of identity, asked again; the page decides which fields are shown."""

    password = _present_password(_l("Password"))
    code = _code(_l("Code"), _l("The six digits that your app shows now."))
