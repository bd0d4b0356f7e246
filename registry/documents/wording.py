"""Labels of fields, tiers and open items, and provisions in words, in the reader's language."""

from collections.abc import Collection, Mapping

from flask_babel import gettext as _
from flask_babel import ngettext

from registry.documents.rules.completeness import Opening, OpenItem
from registry.documents.rules.fields import REGION, TEAM, TIER_PREFIX
from registry.documents.rules.figures import Basis, CitedSection, Figure, Place, PlaceKind, Reading
from registry.documents.rules.provisions import (
    CountedFrom,
    ExpensesBy,
    PassRule,
    ProvisionKind,
    Quorum,
    QuorumKind,
    Scale,
    TierVoice,
    Value,
)
from registry.documents.rules.statement_template import TemplateField, load_fields
from registry.labels import Labelled
from registry.sentences import language_read
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
    return template_field.label[language_read()] if template_field else name


def field_hint(name: str) -> str:
    """The help text of a field, if the template has one."""
    template_field = _known(name)
    return template_field.hint[language_read()] if template_field else ""


def tier_labels(team: Team, tiers: Collection[str]) -> list[str]:
    """The labels that a team gives to some tiers."""
    return [team.tier_label(tier) for tier in Tier if tier.value in tiers]


def open_item_text(item: OpenItem) -> str:
    """An open item in words."""
    name = field_label(item.name) if item.opening is Opening.FIELD else item.name
    return _(item.message, section=item.section, name=name)


def value_words(kind: ProvisionKind, value: Value, team: Team, name: Mapping[str, str] | None = None) -> str:
    """The value of a provision in a few words; `name` is that of the committee, by language."""
    if kind is ProvisionKind.STEERING_COMMITTEE:
        return (name or {}).get(language_read(), "") or _("none is named")
    if isinstance(value, Quorum):
        return _quorum_words(value)
    if isinstance(value, Mapping):
        return "; ".join(_voice_words(team.tier_label(tier), value[tier]) for tier in Tier)
    if isinstance(value, CountedFrom | ExpensesBy | Scale | PassRule):
        return _(value.label)
    return _number_words(kind, value)


def figure_words(figure: Figure, team: Team) -> str:
    """The value of a figure in a few words."""
    return value_words(figure.kind, figure.value, team, figure.name)


def reading_words(kind: ProvisionKind, reading: Reading, team: Team, name: Mapping[str, str]) -> str:
    """What somebody read in a text, in a few words."""
    return _("the text is silent") if reading.is_silent else value_words(kind, reading.value, team, name)


def source_words(figure: Figure) -> str:
    """Where a figure comes from: version and section or page, or why it comes from none."""
    version = _("version %(number)s", number=figure.number) if figure.number else ""
    if figure.basis is Basis.NONE_IN_FORCE:
        return _("no agreement in force")
    if figure.basis is Basis.SILENT:
        return _("%(version)s is silent on it", version=version)
    if figure.basis is Basis.NOT_COMPARED:
        return _("not yet compared with the signed text, %(version)s", version=version)
    if figure.basis is Basis.DIFFERS:
        return _("differs from the signed text, %(version)s", version=version)
    return f"{version}, {place_in_text(figure.place)}" if figure.place else version


def place_in_text(place: Place) -> str:
    """A place in a text: section 5.3, or page 7."""
    if place.kind is PlaceKind.SECTION:
        return _("section %(number)s", number=place.number)
    return _("page %(number)s", number=place.number)


def section_words(section: CitedSection) -> str:
    """A section as it is cited: the Statement, version 3, section 5.3: Time to address a conflict."""
    return _(
        "%(title)s, version %(version)s, section %(number)s: %(heading)s",
        title=_read(section.title),
        version=section.version,
        number=section.number,
        heading=_read(section.heading),
    )


def cite(figure: Figure, team: Team) -> str:
    """A figure with where it comes from: “version 3, section 5.3: 30 days”."""
    return _("%(source)s: %(figure)s", source=source_words(figure), figure=figure_words(figure, team))


def effect_words(before: Figure, after: Value, team: Team, name: Mapping[str, str]) -> str:
    """What a version that changes a provision does, and what it leaves as it is."""
    values = {
        "before": _within_sentence(before.value, figure_words(before, team)),
        "after": _within_sentence(after, value_words(before.kind, after, team, name)),
    }
    return _(before.kind.hint, **values)


def _within_sentence(value: Value, words: str) -> str:
    """The words of a value where they stand within a sentence: labels begin with a capital elsewhere."""
    return words[:1].lower() + words[1:] if isinstance(value, Labelled) else words


def _voice_words(tier: str, voice: TierVoice) -> str:
    named = _("%(label)s:", label=tier)
    return f"{named} {_(voice.hint)}"


def _number_words(kind: ProvisionKind, value: int | None) -> str:
    if value is None:
        return _("none") if kind is ProvisionKind.NOTICE_DAYS else _("chosen as each vote opens")
    if kind is ProvisionKind.THRESHOLD:
        return level_or_better(value)
    return ngettext("%(num)d day", "%(num)d days", value)


def level_or_better(threshold: int) -> str:
    """A threshold in words, such as "level 3 or better"."""
    return _("level 1") if threshold == 1 else _("level %(level)s or better", level=threshold)


def _quorum_words(quorum: Quorum) -> str:
    if quorum.kind is QuorumKind.NUMBER:
        return ngettext("%(num)d voice", "%(num)d voices", quorum.number)
    if quorum.kind is QuorumKind.SHARE:
        part, whole = quorum.share.as_integer_ratio()
        return _("%(part)s/%(whole)s of the roll, rounded up", part=part, whole=whole)
    return _(quorum.kind.hint)


def _read(texts: Mapping[str, str]) -> str:
    """A text in the reader's language, or in the only one it has."""
    return texts.get(language_read()) or next((text for text in texts.values() if text), "")


def _known(name: str) -> TemplateField | None:
    return next((field for field in load_fields() if field.name == name), None)
