"""Forms in which people change their own name, language and address."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField

from registry.accounts.rules import NAME_LENGTH
from registry.web.fields import choices, email_line, line
from registry.web.forms import Form


class ProfileForm(Form):
    """A person's name and language."""

    name = line(_l("Name"), NAME_LENGTH, required=_l("Enter your name."), autocomplete="name")
    language = RadioField(
        _l("In which language do we write to you?"),
        choices=choices({"en": _l("English"), "fr": _l("French")}),
    )


class AddressForm(Form):
    """A new address."""

    email = email_line(
        _l("New e-mail address"), required=_l("Enter your email address."), autocomplete="email"
    )
