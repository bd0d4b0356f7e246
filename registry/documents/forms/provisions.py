"""Forms of provisions: those of a draft, and those read in an older agreement."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField
from wtforms.fields.choices import SelectMultipleField
from wtforms.validators import Optional

from registry.dates import Meaning
from registry.documents.hooks import Body
from registry.documents.rules.figures import PLACE_LENGTH, SILENCE, Place, PlaceKind, Reading
from registry.documents.rules.provisions import (
    MOST_DAYS,
    MOST_NOTICE,
    NONE,
    THRESHOLDS,
    CountedFrom,
    ExpensesBy,
    PassRule,
    ProvisionKind,
    Provisions,
    Quorum,
    QuorumKind,
    Scale,
    TierVoice,
    Value,
    as_json,
    from_json,
    quorum_kinds,
)
from registry.documents.wording import level_or_better
from registry.errors import N_, InvalidInput
from registry.teams.models import Team
from registry.teams.rules import LANGUAGES, Tier
from registry.text import whole_number
from registry.web.fields import WholeNumber, choices, day, labelled, line, revision
from registry.web.forms import Form

SILENT, SAYS = "silent", "says"
#: Two thirds, 75/100 or 75 %.
SHARE_LENGTH = 10  # characters
_QUORUMS = (ProvisionKind.QUORUM, ProvisionKind.VOTE_QUORUM)
_CHOSEN = (
    ProvisionKind.SCALE,
    ProvisionKind.THRESHOLD,
    ProvisionKind.PASS_RULE,
    ProvisionKind.STEERING_COMMITTEE,
    ProvisionKind.COUNTED_FROM,
    ProvisionKind.EXPENSES,
)


def _radios(kind: ProvisionKind, members: Any) -> RadioField:
    return RadioField(_l(kind.label), choices=members, validate_choice=False)


class ProvisionsForm(Form):
    """A value of each kind."""

    scale = _radios(ProvisionKind.SCALE, labelled(Scale))
    threshold = SelectField(
        _l(ProvisionKind.THRESHOLD.label),
        description=_l("At most level 4 on the round scale, and level 5 on the agreement scale."),
        validate_choice=False,
    )
    quorum = _radios(ProvisionKind.QUORUM, labelled(quorum_kinds(ProvisionKind.QUORUM)))
    pass_rule = _radios(
        ProvisionKind.PASS_RULE,
        [*choices({NONE: _l("Chosen as each vote opens")}), *labelled(PassRule)],
    )
    vote_quorum = _radios(ProvisionKind.VOTE_QUORUM, labelled(quorum_kinds(ProvisionKind.VOTE_QUORUM)))
    steering_committee = SelectField(_l(ProvisionKind.STEERING_COMMITTEE.label), validate_choice=False)
    conflict_days = WholeNumber(
        _l(ProvisionKind.CONFLICT_DAYS.label),
        description=_l("Calendar days, from 1 to %(most)s.", most=MOST_DAYS),
        validators=[Optional()],
    )
    counted_from = _radios(ProvisionKind.COUNTED_FROM, labelled(CountedFrom))
    expenses = _radios(ProvisionKind.EXPENSES, labelled(ExpensesBy))
    notice_days = WholeNumber(
        _l(ProvisionKind.NOTICE_DAYS.label),
        description=_l("Calendar days, from 1 to %(most)s. Left empty: no notice.", most=MOST_NOTICE),
        validators=[Optional()],
    )
    revision = revision()

    def __init__(self, team: Team, committees: Mapping[int, Body], **values: Any) -> None:
        super().__init__(**values)
        names = {number: _name(body, team) for number, body in committees.items()}
        self.steering_committee.choices = choices({NONE: _l("None is named"), **names})
        levels = range(1, max(THRESHOLDS.values()) + 1)
        self.threshold.choices = choices({level: level_or_better(level) for level in levels})
        for tier in Tier:
            self[f"voice_{tier}"].label.text = team.tier_label(tier)

    def provisions(self) -> Provisions:
        """The typed values; raises `InvalidInput` on the field that cannot be read."""
        return Provisions.of({kind: self.value(kind) for kind in ProvisionKind})

    def value(self, kind: ProvisionKind) -> Value:
        """The typed value of a kind; raises `InvalidInput` on its field when it cannot be read."""
        if kind in _QUORUMS:
            return self._quorum(kind)
        if kind in _CHOSEN:
            return from_json(kind, self[kind.value].data)
        if kind is ProvisionKind.VOICES:
            return from_json(kind, {tier.value: self[f"voice_{tier}"].data for tier in Tier})
        typed: int | None = self[kind.value].data
        return typed

    def _quorum(self, kind: ProvisionKind) -> Quorum:
        chosen = self[kind.value].data
        if chosen == QuorumKind.NUMBER.value:
            return Quorum.at_least(self[f"{kind}_number"].data or 0)
        stored = _share(kind, self[f"{kind}_share"].data) if chosen == QuorumKind.SHARE.value else chosen
        value = from_json(kind, stored)
        assert isinstance(value, Quorum)
        return value


def _name(body: Body, team: Team) -> str:
    """The name of a committee in the team's languages."""
    return " / ".join(dict.fromkeys(body.name[one] for one in LANGUAGES if one in team.languages))


def _share(kind: ProvisionKind, typed: str) -> str:
    """A share as it is stored: 2/3, or 75/100 for 75 %."""
    bare = "".join(typed.split())
    stored = f"{bare.removesuffix('%')}/100" if bare.endswith("%") else bare
    if "/" not in stored:
        raise InvalidInput(N_("Enter a share such as 2/3 or 75/100."), field=f"{kind}_share")
    return stored


for _tier in Tier:
    setattr(ProvisionsForm, f"voice_{_tier}", SelectField(choices=labelled(TierVoice)))
for _kind in _QUORUMS:
    setattr(
        ProvisionsForm,
        f"{_kind}_number",
        WholeNumber(_l("How many voices"), validators=[Optional()]),
    )
    setattr(
        ProvisionsForm,
        f"{_kind}_share",
        line(_l("Which share"), SHARE_LENGTH, _l("Such as 2/3 or 75/100; it is rounded up.")),
    )


def form_data(values: Mapping[ProvisionKind, Value]) -> dict[str, Any]:
    """The initial values of the fields for some kinds."""
    data: dict[str, Any] = {}
    for kind, value in values.items():
        if isinstance(value, Quorum):
            data |= _quorum_data(kind, value)
        elif isinstance(value, Mapping):
            data |= {f"voice_{tier}": voice.value for tier, voice in value.items()}
        elif kind in _CHOSEN:
            data[kind.value] = str(as_json(value))
        else:
            data[kind.value] = value
    return data


def _quorum_data(kind: ProvisionKind, quorum: Quorum) -> dict[str, Any]:
    data: dict[str, Any] = {kind.value: quorum.kind.value}
    if quorum.kind is QuorumKind.NUMBER:
        data[f"{kind}_number"] = quorum.number
    if quorum.kind is QuorumKind.SHARE:
        data[f"{kind}_share"] = as_json(quorum)
    return data


class EnteringForm(ProvisionsForm):
    """What an agreement says of each kind, and where."""

    others_silent = BooleanField(_l("The text is silent on all that is not read yet"))

    def __init__(self, team: Team, committees: Mapping[int, Body], **values: Any) -> None:
        super().__init__(team, committees, **values)
        for kind in ProvisionKind:
            self[f"said_{kind}"].label.text = _(kind.label)

    def readings(self) -> dict[ProvisionKind, Reading]:
        """What was read of the kinds that somebody has read, or says the text to be silent on."""
        others = SILENT if self.others_silent.data else ""
        said = {kind: self[f"said_{kind}"].data or others for kind in ProvisionKind}
        return {kind: self._reading(kind, answer) for kind, answer in said.items() if answer}

    def _reading(self, kind: ProvisionKind, answer: str) -> Reading:
        if answer != SAYS:
            return SILENCE
        place_kind = self[f"place_kind_{kind}"].data
        if place_kind not in set(PlaceKind):
            raise InvalidInput(N_("Say where the text says it."), field=f"place_{kind}")
        return Reading(self.value(kind), Place(PlaceKind(place_kind), self[f"place_{kind}"].data))


for _kind in ProvisionKind:
    _said = {"": _l("Not read yet"), SILENT: _l("The text is silent"), SAYS: _l("The text says:")}
    setattr(
        EnteringForm,
        f"said_{_kind}",
        RadioField(choices=choices(_said), default="", validate_choice=False),
    )
    setattr(
        EnteringForm,
        f"place_kind_{_kind}",
        SelectField(
            _l("It stands in"),
            choices=labelled(PlaceKind),
            default=PlaceKind.PAGE.value,
            validate_choice=False,
        ),
    )
    setattr(EnteringForm, f"place_{_kind}", line(_l("Number"), PLACE_LENGTH))


def readings_data(readings: Mapping[ProvisionKind, Reading]) -> dict[str, Any]:
    """The initial values of the fields for what was read already."""
    data = form_data({kind: read.value for kind, read in readings.items() if not read.is_silent})
    for kind, read in readings.items():
        data[f"said_{kind}"] = SILENT if read.is_silent else SAYS
        if read.place:
            data |= {f"place_kind_{kind}": read.place.kind.value, f"place_{kind}": read.place.number}
    return data


class ConfirmingForm(Form):
    """The entries that somebody has found in the text as well."""

    entries = SelectMultipleField(_l("What the text says"), validate_choice=False)

    def entry_ids(self) -> list[int]:
        """The numbers of the ticked entries."""
        return [number for ticked in self.entries.data or () if (number := whole_number(ticked)) is not None]


class InForceForm(Form):
    """The day from which a version is in force."""

    from_on = day(_l("In force from"), meaning=Meaning.HOLDS, required=_l("Give the day."))
