"""The words by which a Statement says its provisions: named fields that the registry fills in.

A **figure** is a few words (`conflict_days`: 45); a **rule** is one or more whole sentences chosen by the
value (`notice_rule`), so that the text reads well whatever a team provides. The words are read from the files
`template/provisions.*.toml`; they belong to the agreement, not to the pages around it.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from registry.documents.rules.provisions import ProvisionKind, Provisions, Quorum, QuorumKind
from registry.teams.rules import Requirement, Tier

FOLDER = Path(__file__).resolve().parent.parent / "template"

LEVELS = range(1, 7)

#: The provisions that each figure shows.
FIGURES: Mapping[str, tuple[ProvisionKind, ...]] = {
    "threshold": (ProvisionKind.THRESHOLD,),
    "quorum": (ProvisionKind.QUORUM,),
    "vote_quorum": (ProvisionKind.VOTE_QUORUM,),
    "steering_committee": (ProvisionKind.STEERING_COMMITTEE,),
    "conflict_days": (ProvisionKind.CONFLICT_DAYS,),
    "notice_period": (ProvisionKind.NOTICE_DAYS,),
}

#: The provisions that each rule shows. The place of a provision is the section of its first rule.
RULES: Mapping[str, tuple[ProvisionKind, ...]] = {
    **{f"voice_{tier}": (ProvisionKind.VOICES,) for tier in Tier},
    **{f"level_{level}": (ProvisionKind.SCALE,) for level in LEVELS},
    "consensus_rule": (ProvisionKind.SCALE, ProvisionKind.THRESHOLD, ProvisionKind.QUORUM),
    "recorded_vote_rule": (ProvisionKind.PASS_RULE, ProvisionKind.VOTE_QUORUM),
    "steering_committee_rule": (ProvisionKind.STEERING_COMMITTEE,),
    "conflict_time_rule": (ProvisionKind.CONFLICT_DAYS, ProvisionKind.COUNTED_FROM),
    "conflict_expenses_rule": (ProvisionKind.EXPENSES,),
    "notice_rule": (ProvisionKind.NOTICE_DAYS,),
}

#: Rules that follow a provision, or who signs, without being where the text fixes it.
CONSEQUENCES: frozenset[str] = frozenset(
    {
        *(f"{stem}_{tier}" for stem in ("signs", "duties") for tier in Tier),
        "carrying_out_rule",
        "signing_rule",
        "acknowledging_rule",
    }
)

#: All fields that `words_of` fills in.
NAMES: frozenset[str] = frozenset({*FIGURES, *RULES, *CONSEQUENCES})

Words = Mapping[str, Any]


@cache
def words_in(language: str) -> Words:
    """The shipped words in a language, by kind of provision and by value."""
    return tomllib.loads((FOLDER / f"provisions.{language}.toml").read_text(encoding="utf-8"))


def words_of(
    provisions: Provisions,
    *,
    requirements: Mapping[str, str],
    labels: Mapping[str, str],
    committee: str,
    language: str,
) -> dict[str, str]:
    """Every figure and rule in a language.

    `requirements` says what each tier does with the document; `labels` are the team's names of the tiers, and
    `committee` the name of its steering committee: empty when there is none, and the fields that name it then
    stay blank.
    """
    words = words_in(language)
    return {
        **_tiers(provisions, requirements, labels, words),
        **_decisions(provisions, words),
        "steering_committee": committee,
        "steering_committee_rule": _steering(committee, words["steering_committee_rule"]),
        "conflict_days": str(provisions.conflict_days),
        "conflict_time_rule": _days(
            provisions.conflict_days, words["conflict_time_rule"][provisions.counted_from.value]
        ),
        "conflict_expenses_rule": words["conflict_expenses_rule"][provisions.expenses.value],
        "notice_period": _days(provisions.notice_days, words["notice_period"]),
        "notice_rule": _days(provisions.notice_days, words["notice_rule"]),
    }


def _tiers(
    provisions: Provisions, requirements: Mapping[str, str], labels: Mapping[str, str], words: Words
) -> dict[str, str]:
    """What partners of each tier do: in decisions, by their tier's duties, and with the document."""
    said: dict[str, str] = {}
    doing: dict[str, list[str]] = {requirement.value: [] for requirement in Requirement}
    for tier in Tier:
        voice = provisions.voices[tier].value
        requirement = requirements.get(tier.value, Requirement.NOTHING.value)
        doing[requirement].append(labels[tier.value])
        said[f"voice_{tier}"] = words["voice"][voice]
        said[f"duties_{tier}"] = words["duties"][voice]
        said[f"signs_{tier}"] = words["signs"][requirement]
    said["signing_rule"] = _by_tiers(doing[Requirement.SIGNS.value], words["signing_rule"], words)
    said["acknowledging_rule"] = _by_tiers(
        doing[Requirement.ACKNOWLEDGES.value], words["acknowledging_rule"], words
    )
    return said


def _by_tiers(tiers: list[str], rule: Words, words: Words) -> str:
    """A rule about some tiers, or about none; with what they confirm where it says so."""
    if not tiers:
        return str(rule["nobody"])
    *others, last = tiers
    named = words["list"]["and"].join([", ".join(others), last]) if others else last
    sentence = rule["other" if others else "one"].format(tiers=named)
    return " ".join([sentence, rule["confirms"]] if "confirms" in rule else [sentence])


def _decisions(provisions: Provisions, words: Words) -> dict[str, str]:
    scale, threshold = provisions.scale.value, provisions.threshold
    at = words["threshold"]["best" if threshold == 1 else "other"].format(level=threshold)
    quorum = _quorum(provisions.quorum, words["quorum"], words)
    vote_quorum = _quorum(provisions.vote_quorum, words["vote_quorum"], words)
    pass_rule = provisions.pass_rule.value if provisions.pass_rule else "chosen"
    return {
        **{f"level_{level}": words["levels"][scale][str(level)] for level in LEVELS},
        "threshold": at,
        "quorum": quorum,
        "consensus_rule": words["consensus_rule"]["text"].format(
            threshold=at, supported=words["supported"][scale][str(threshold)], quorum=quorum
        ),
        "vote_quorum": vote_quorum,
        "recorded_vote_rule": words["recorded_vote_rule"]["text"].format(
            passes=words["pass_rule"][pass_rule], quorum=vote_quorum
        ),
        "carrying_out_rule": words["carrying_out_rule"][scale],
    }


def _quorum(quorum: Quorum, kinds: Words, words: Words) -> str:
    if quorum.kind is QuorumKind.NUMBER and quorum.number == 1:
        return str(kinds["one"])
    if quorum.kind is QuorumKind.SHARE and quorum.share == 1:
        return str(words["quorum"]["everyone"])
    return str(kinds[quorum.kind.value].format(number=quorum.number, share=_share(quorum, words["share"])))


def _share(quorum: Quorum, shares: Words) -> str:
    part, whole = quorum.share.as_integer_ratio()
    return str(shares.get(f"{part}/{whole}", shares["other"]).format(part=part, whole=whole))


def _steering(committee: str, said: Words) -> str:
    """Who leads the team; nothing where no committee is named."""
    if not committee:
        return ""
    same = committee.casefold() == said["name"]
    return str(said["same" if same else "other"].format(committee=committee))


def _days(days: int | None, said: Words) -> str:
    """Words for a number of days: for none, for one, or for another number."""
    if not days:
        return str(said["none"])
    return str(said["one" if days == 1 else "other"].format(days=days))
