"""Forms of a team: its settings and its people."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField

from registry.accounts.rules import NAME_LENGTH as LONGEST_NAME
from registry.security.permissions import Role
from registry.teams.rules import DEFAULT_LABELS, LABEL_LENGTH, LANGUAGES, NAME_LENGTH, Tier, zones
from registry.web.fields import choices, email_line, hinted, line, offer, revision
from registry.web.forms import Form
from registry.web.parameters import one_row

LANGUAGES_LABELS = {
    "en fr": _l("English and French, English first"),
    "fr en": _l("English and French, French first"),
    "en": _l("English only"),
    "fr": _l("French only"),
}
WRITTEN_TO_IN = {"en": _l("English"), "fr": _l("French")}


class InviteForm(Form):
    """Invites a person to the team."""

    name = line(_l("Name"), LONGEST_NAME, autocomplete="off")
    email = email_line(
        _l("E-mail address"),
        _l("Best their own, not a shared mailbox: whoever reads it can act in their name."),
    )
    language = RadioField(_l("In which language are they written to?"), choices=choices(WRITTEN_TO_IN))
    role = RadioField(_l("Role"), choices=hinted(Role), default=Role.MEMBER)


class EndRoleForm(Form):
    """Ends a role, with a choice whether what the person holds ends too."""

    with_holdings = BooleanField(_l("End these seats and representations with the role, from today on"))


class ReturnForm(Form):
    """The role of a returning person."""

    role = RadioField(_l("Role"), choices=hinted(Role), default=Role.MEMBER)


class PersonChoice:
    """The choice of a team member with an account; or of somebody known by name, who is invited if an address
    is given.
    """

    user_id = one_row(_l("Who?"), _l("People with an account in this team."))
    name = line(_l("Name"), LONGEST_NAME, autocomplete="off")
    email = email_line(_l("E-mail address"), _l("They are invited to an account."))
    language = RadioField(_l("In which language are they written to?"), choices=choices(WRITTEN_TO_IN))

    def offer_people(self, people: Mapping[int, str]) -> None:
        """Set the people who can be chosen."""
        offer(self.user_id, people, none=_l("Somebody else, named below"))

    def who(self) -> dict[str, Any]:
        """The chosen or named person, as keyword arguments of services."""
        typed = {name: getattr(self, name).data or "" for name in ("name", "email", "language")}
        return typed | {"user_id": self.user_id.data}


class SettingsForm(Form):
    """A team's name, region, time zone, languages and tier labels."""

    name_en = line(_l("Name in English"), NAME_LENGTH)
    name_fr = line(_l("Name in French"), NAME_LENGTH)
    region_en = line(_l("Region in English"), NAME_LENGTH, _l("As after “everyone living in”."))
    region_fr = line(_l("Region in French"), NAME_LENGTH)
    languages = RadioField(
        _l("Languages of the team’s documents"), choices=choices(LANGUAGES_LABELS), validate_choice=False
    )
    timezone = SelectField(
        _l("Time zone"), description=_l("Days begin and end by it."), validate_choice=False
    )
    revision = revision()

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        known = [*zones(), *({self.timezone.data} - {None, *zones()})]
        self.timezone.choices = choices({zone: zone.replace("_", " ") for zone in known})

    def tier_labels(self) -> dict[str, dict[str, str]]:
        """The team's own labels of its tiers, if it chose any."""
        typed = {
            tier.value: {language: self[f"label_{tier}_{language}"].data or "" for language in LANGUAGES}
            for tier in Tier
        }
        return {tier: {one: label for one, label in said.items() if label} for tier, said in typed.items()}


class SignInRulesForm(Form):
    """How the team's people must sign in."""

    second_factor_roles = SelectMultipleField(
        _l("Whose sign-in needs a second factor?"),
        description=_l(
            "A code from an app, or a passkey. Who has none yet is led to it right after signing in."
        ),
        choices=hinted(Role),
    )
    allows_link = BooleanField(
        _l("A link by mail is enough to sign in"),
        description=_l("Whoever reads the mailbox can then come in; a second factor is still asked for."),
    )
    revision = revision()


for _tier in Tier:
    for _language in LANGUAGES:
        _label = _l("In French") if _language == "fr" else _l("In English")
        _usual = _l("Left empty: %(name)s.", name=DEFAULT_LABELS[_tier][_language])
        setattr(SettingsForm, f"label_{_tier}_{_language}", line(_label, LABEL_LENGTH, _usual))
