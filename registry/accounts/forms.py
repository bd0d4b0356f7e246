"""Forms for signing in and choosing a password."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import PasswordField, RadioField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from registry.accounts.rules import EMAIL_LENGTH, LONGEST_PASSWORD, NAME_LENGTH, SHORTEST_PASSWORD
from registry.inputs import TOO_LONG, choices, line


class SignInForm(FlaskForm):
    """Address and password."""

    email = StringField(
        _l("Email address"),
        validators=[InputRequired(_l("Enter your email address.")), Length(max=254, message=TOO_LONG)],
        render_kw={"type": "email", "autocomplete": "username", "spellcheck": "false"},
    )
    password = PasswordField(
        _l("Password"),
        validators=[
            InputRequired(_l("Enter your password.")),
            Length(max=LONGEST_PASSWORD, message=TOO_LONG),
        ],
        render_kw={"autocomplete": "current-password"},
    )


class WelcomeForm(FlaskForm):
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
        validators=[EqualTo("password", _l("The two passwords differ."))],
        render_kw={"autocomplete": "new-password"},
    )


class ProfileForm(FlaskForm):
    """What one is called, and the language one is written to in."""

    name = line(_l("Name"), NAME_LENGTH, required=_l("Enter your name."), autocomplete="name")
    language = RadioField(
        _l("In which language do we write to you?"),
        choices=choices({"en": _l("English"), "fr": _l("French")}),
    )


class AddressForm(FlaskForm):
    """A new address, with the password that shows who asks."""

    email = line(
        _l("New e-mail address"),
        EMAIL_LENGTH,
        required=_l("Enter your email address."),
        type="email",
        autocomplete="email",
        spellcheck="false",
    )
    password = PasswordField(
        _l("Password"),
        validators=[
            InputRequired(_l("Enter your password.")),
            Length(max=LONGEST_PASSWORD, message=TOO_LONG),
        ],
        render_kw={"autocomplete": "current-password"},
    )


class ConfirmAddressForm(FlaskForm):
    """A yes."""
