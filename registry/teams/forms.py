"""The form of a team's settings."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField

from registry.inputs import choices, line, revision
from registry.teams.rules import DEFAULT_LABELS, LABEL_LENGTH, LANGUAGES, NAME_LENGTH, Tier, zones

LANGUAGES_LABELS = {
    "en fr": _l("English and French, English first"),
    "fr en": _l("English and French, French first"),
    "en": _l("English only"),
    "fr": _l("French only"),
}


class SettingsForm(FlaskForm):
    """What a team is called, where it is, its languages, and what it calls its tiers."""

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
        """What the team calls its tiers, where it chose a name of its own."""
        typed = {
            tier.value: {one: self[f"label_{tier}_{one}"].data or "" for one in LANGUAGES} for tier in Tier
        }
        return {tier: {one: label for one, label in said.items() if label} for tier, said in typed.items()}


for _tier in Tier:
    for _language in LANGUAGES:
        _label = _l("In French") if _language == "fr" else _l("In English")
        _usual = _l("Left empty: %(name)s.", name=DEFAULT_LABELS[_tier][_language])
        setattr(SettingsForm, f"label_{_tier}_{_language}", line(_label, LABEL_LENGTH, _usual))
