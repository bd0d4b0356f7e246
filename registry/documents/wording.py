"""Labels of fields, tiers, open items and provisions in the reader's language."""

from collections.abc import Callable, Collection, Mapping

from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from registry.documents.rules.completeness import Opening, OpenItem
from registry.documents.rules.fields import REGION, TEAM, TIER_PREFIX
from registry.documents.rules.figures import Basis, CitedSection, Figure, Place, PlaceKind, values_of
from registry.documents.rules.provisions import ProvisionKind, Provisions, Quorum, QuorumKind, Voices
from registry.documents.rules.statement_template import TemplateField, load_fields
from registry.labels import Labelled
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


# -- provisions --------------------------------------------------------------------------------------


def cited(figure: Figure, team: Team) -> str:
    """A figure and what it rests on, in a few words: version 3, section 5.3: 30 days."""
    return _("%(source)s: %(value)s", source=source_words(figure), value=value_words(figure, team))


def value_words(figure: Figure, team: Team) -> str:
    """The value of a figure in words; `team` gives the labels of the tiers."""
    if figure.kind is ProvisionKind.STEERING_COMMITTEE:
        return figure.name.get(_language(), "") or _("none named")
    return _SAID[figure.kind](values_of({figure.kind: figure}), team)


def source_words(figure: Figure) -> str:
    """What a figure rests on: the version and the place in its text, or why there is none."""
    if figure.number is None or figure.basis is Basis.NONE_IN_FORCE:
        return _("no agreement was in force")
    version = _("version %(number)s", number=figure.number)
    if figure.basis is Basis.SILENT:
        return _("%(version)s is silent on it", version=version)
    if figure.basis is Basis.NOT_COMPARED:
        return _("%(version)s, not yet compared with the signed text", version=version)
    if figure.basis is Basis.DIFFERS:
        return _("%(version)s, differs from the signed text", version=version)
    return f"{version}, {place_words(figure.place)}" if figure.place is not None else version


def place_words(place: Place) -> str:
    """Where a text shows a provision: section 5.3, or page 7."""
    if place.kind is PlaceKind.PAGE:
        return _("page %(number)s", number=place.number)
    return _("section %(number)s", number=place.number)


def section_words(section: CitedSection) -> str:
    """A section as it is cited: the Statement, version 3, section 5.3: Time to address a conflict."""
    return _(
        "%(title)s, version %(version)s, section %(number)s: %(heading)s",
        title=_read(section.title),
        version=section.version,
        number=section.number,
        heading=_read(section.heading),
    )


def level_or_better(threshold: int) -> str:
    """A threshold in words, such as "level 3 or better"."""
    if threshold == 1:
        return _("level 1")
    return _("level %(level)s or better", level=threshold)


def _read(texts: Mapping[str, str]) -> str:
    """A text in the reader's language, or in the only one it has."""
    return texts.get(_language()) or next((text for text in texts.values() if text), "")


def _label(value: Labelled) -> str:
    return _(value.label)


def _days(days: int | None) -> str:
    return ngettext("%(num)s day", "%(num)s days", days) if days else _("no notice")


def _quorum(quorum: Quorum, *, is_vote: bool) -> str:
    if quorum.kind is QuorumKind.NUMBER and is_vote:
        return ngettext("%(num)s ballot", "%(num)s ballots", quorum.number)
    if quorum.kind is QuorumKind.NUMBER:
        return ngettext("%(num)s voice", "%(num)s voices", quorum.number)
    if quorum.kind is QuorumKind.SHARE:
        share = f"{quorum.share.numerator}/{quorum.share.denominator}"
        return _("%(share)s of the roll, rounded up", share=share)
    return _(quorum.kind.label)


def _voices(voices: Voices, team: Team) -> str:
    said = [_("%(tier)s %(does)s", tier=team.tier_label(tier), does=_(voices[tier].hint)) for tier in Tier]
    return "; ".join(said)


#: How a value of each kind is said; the steering committee, by its name.
_SAID: Mapping[ProvisionKind, Callable[[Provisions, Team], str]] = {
    ProvisionKind.VOICES: lambda value, team: _voices(value.voices, team),
    ProvisionKind.SCALE: lambda value, _team: _label(value.scale),
    ProvisionKind.THRESHOLD: lambda value, _team: level_or_better(value.threshold),
    ProvisionKind.QUORUM: lambda value, _team: _quorum(value.quorum, is_vote=False),
    ProvisionKind.PASS_RULE: lambda value, _team: (
        _label(value.pass_rule) if value.pass_rule else _("Chosen as each vote opens")
    ),
    ProvisionKind.VOTE_QUORUM: lambda value, _team: _quorum(value.vote_quorum, is_vote=True),
    ProvisionKind.CONFLICT_DAYS: lambda value, _team: _days(value.conflict_days),
    ProvisionKind.COUNTED_FROM: lambda value, _team: _label(value.counted_from),
    ProvisionKind.EXPENSES: lambda value, _team: _label(value.expenses),
    ProvisionKind.NOTICE_DAYS: lambda value, _team: _days(value.notice_days),
}


def _known(name: str) -> TemplateField | None:
    return next((field for field in load_fields() if field.name == name), None)


def _language() -> str:
    return "fr" if str(get_locale() or "en").startswith("fr") else "en"
