"""Labels of fields, tiers and open items in the reader's language, for templates."""

from collections.abc import Collection

from flask_babel import get_locale
from flask_babel import gettext as _

from registry.documents.rules.completeness import Opening, OpenItem
from registry.documents.rules.fields import REGION, TEAM, TIER_PREFIX
from registry.documents.rules.statement_template import TemplateField, load_fields
from registry.teams.models import Team
from registry.teams.rules import Tier


def field_label(name: str) -> str:
    """The label of a named field: from the template, from the registry, or its bare name."""
    if name == TEAM:
        return _("Name of the team")
    if name == REGION:
        return _("Region of the team")
    if name.startswith(TIER_PREFIX):
        return _("Name of a tier: %(tier)s", tier=name.removeprefix(TIER_PREFIX))
    template_field = _known(name)
    return template_field.label[_language()] if template_field else name


def field_hint(name: str) -> str:
    """The help text of a field, if the template has one."""
    template_field = _known(name)
    return template_field.hint[_language()] if template_field else ""


def tier_labels(team: Team, tiers: Collection[str]) -> list[str]:
    """The labels that a team gives to some tiers."""
    return [team.tier_label(tier) for tier in Tier if tier.value in tiers]


def open_item_text(item: OpenItem) -> str:
    """An open item in words."""
    name = field_label(item.name) if item.opening is Opening.FIELD else item.name
    return _(item.message, section=item.section, name=name)


def _known(name: str) -> TemplateField | None:
    return next((field for field in load_fields() if field.name == name), None)


def _language() -> str:
    return "fr" if str(get_locale() or "en").startswith("fr") else "en"
