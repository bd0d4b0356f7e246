"""What changed between two versions, prepared for reading on a page or aloud."""

import enum
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from registry.documents.rules import fields as field_rules
from registry.documents.rules.figures import ProvisionChange
from registry.documents.rules.markdown import Block, blocks_of
from registry.documents.rules.provision_words import NAMES
from registry.documents.rules.texts import SectionText, VersionText, numbers_of
from registry.errors import N_
from registry.labels import Labelled

#: Two paragraphs at least this similar (0 to 1) count as one that was reworded; less similar ones count as
#: replaced.
ALIKE = 0.4
#: How many paragraphs further on a reworded one is searched for.
NEARBY = 10
#: Unchanged words shorter than this in all (characters) are merged into the changes around them.
SHORT_KEPT = 4

WORDS = re.compile(r"\s+|[^\s]+")


class Fate(enum.StrEnum):
    """What happened to a run of words."""

    KEPT = "kept"
    ADDED = "added"
    REMOVED = "removed"


class SectionFate(Labelled):
    """What happened to a section."""

    ADDED = "added", N_("New section"), "good"
    REMOVED = "removed", N_("Removed section"), "bad"
    CHANGED = "changed", N_("Changed"), "info"
    MOVED = "moved", N_("Moved"), "info"


@dataclass(frozen=True)
class Run:
    """Consecutive words of which all are unchanged, all removed, or all added."""

    fate: Fate
    text: str


@dataclass(frozen=True)
class ChangedBlock:
    """A paragraph or list item, compared word by word."""

    runs: Sequence[Run]
    in_list: bool = False

    @property
    def is_kept(self) -> bool:
        """Whether every word is unchanged."""
        return all(run.fate is Fate.KEPT for run in self.runs)


@dataclass(frozen=True)
class SectionChange:
    """What changed in one section: its position, heading, text and tiers."""

    key: str
    fate: SectionFate
    number_before: str
    number_after: str
    heading: Sequence[Run]
    blocks: Sequence[ChangedBlock] = ()
    tiers_before: Sequence[str] = ()
    tiers_after: Sequence[str] = ()
    #: Whether its position among the sections of both versions changed.
    moved: bool = False

    @property
    def number(self) -> str:
        """Its number in the later version, or in the earlier one when it was removed."""
        return self.number_after or self.number_before

    @property
    def tiers_changed(self) -> bool:
        """Whether it applies to other tiers now."""
        return set(self.tiers_before) != set(self.tiers_after)

    @property
    def is_retitled(self) -> bool:
        """Whether its heading changed."""
        return any(run.fate is not Fate.KEPT for run in self.heading)

    @property
    def is_reworded(self) -> bool:
        """Whether its text changed."""
        return not all(block.is_kept for block in self.blocks)


@dataclass(frozen=True)
class ValueChange:
    """A changed value: of a field, or of the requirement of a tier."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Comparison:
    """Everything that changed between two versions, in one language."""

    title: ValueChange | None = None
    sections: Sequence[SectionChange] = ()
    fields: Sequence[ValueChange] = ()
    requirements: Sequence[ValueChange] = ()
    #: What the registry runs by otherwise from the later version on.
    provisions: Sequence[ProvisionChange] = ()
    #: Whether the text of one of them is a PDF, so that words cannot be compared.
    files_differ: bool = False
    languages_added: Sequence[str] = field(default=())
    languages_removed: Sequence[str] = field(default=())

    @property
    def is_empty(self) -> bool:
        """Whether nothing changed for readers of this language."""
        return not any(vars(self).values())


def compare(before: VersionText, after: VersionText, language: str, *, tier: str | None = None) -> Comparison:
    """Compare two versions for readers of a language and, if given, of a tier."""
    title_before, title_after = before.title.get(language, ""), after.title.get(language, "")
    return Comparison(
        title=ValueChange("title", title_before, title_after) if title_before != title_after else None,
        sections=_sections(before, after, language, tier),
        fields=_values(_fields(before, after, language), _fields(after, after, language)),
        requirements=_values(before.requirements, after.requirements),
        files_differ=before.files.get(language) != after.files.get(language),
        languages_added=[known for known in after.languages if known not in before.languages],
        languages_removed=[known for known in before.languages if known not in after.languages],
    )


def _fields(text: VersionText, after: VersionText, language: str) -> dict[str, str]:
    """The values of fields; the words of provisions are left out where the later version carries these."""
    left_out = NAMES if after.provisions is not None else ()
    return {name: said.get(language, "") for name, said in text.fields.items() if name not in left_out}


def _values(before: Mapping[str, str], after: Mapping[str, str]) -> list[ValueChange]:
    names = dict.fromkeys([*before, *after])
    changes = [ValueChange(name, before.get(name, ""), after.get(name, "")) for name in names]
    return [change for change in changes if change.before != change.after]


def _sections(
    before: VersionText, after: VersionText, language: str, tier: str | None
) -> list[SectionChange]:
    """Changed sections in the order of the later version; removed ones follow their former predecessor."""
    old, new = _by_key(before, tier), _by_key(after, tier)
    numbers = numbers_of(before.sections), numbers_of(after.sections)
    moved = _moved(old, new)
    changes = []
    for key in _in_order(list(old), list(new)):
        change = _change(
            _Said(old.get(key), numbers[0].get(key, ""), before.values(language)),
            _Said(new.get(key), numbers[1].get(key, ""), after.values(language)),
            language,
            moved=key in moved,
        )
        if change:
            changes.append(change)
    return changes


def _by_key(text: VersionText, tier: str | None) -> dict[str, SectionText]:
    return {section.key: section for section in text.sections if section.is_for(tier)}


def _moved(old: Mapping[str, SectionText], new: Mapping[str, SectionText]) -> set[str]:
    """The sections that have moved: a small set whose moves explain the new order, and those moved to another
    part.
    """
    old_order, new_order = [key for key in old if key in new], [key for key in new if key in old]
    stayed: set[str] = set()
    for match in SequenceMatcher(None, old_order, new_order, autojunk=False).get_matching_blocks():
        stayed.update(new_order[match.b : match.b + match.size])
    return {key for key in new_order if key not in stayed or old[key].part != new[key].part}


def _in_order(old: Sequence[str], new: Sequence[str]) -> list[str]:
    order = list(new)
    for place, key in enumerate(old):
        if key not in new:
            order.insert(order.index(old[place - 1]) + 1 if place else 0, key)
    return order


@dataclass(frozen=True)
class _Said:
    """A section in one of the two versions, or its absence there."""

    section: SectionText | None
    number: str
    values: Mapping[str, str]

    def heading(self, language: str) -> str:
        return field_rules.fill(self.section.heading.get(language, ""), self.values) if self.section else ""

    def blocks(self, language: str) -> list[Block]:
        if self.section is None:
            return []
        return blocks_of(field_rules.fill_markdown(self.section.body.get(language, ""), self.values))

    @property
    def tiers(self) -> Sequence[str]:
        return self.section.tiers if self.section else ()


def _change(before: _Said, after: _Said, language: str, *, moved: bool) -> SectionChange | None:
    section = after.section or before.section
    assert section is not None
    change = SectionChange(
        key=section.key,
        fate=_fate(before, after),
        number_before=before.number,
        number_after=after.number,
        heading=word_runs(before.heading(language), after.heading(language)),
        blocks=compare_blocks(before.blocks(language), after.blocks(language)),
        tiers_before=before.tiers,
        tiers_after=after.tiers,
        moved=moved,
    )
    if change.fate is not SectionFate.CHANGED:
        return change
    if change.is_reworded or change.is_retitled or change.tiers_changed:
        return change
    return _only_moved(change) if moved else None


def _fate(before: _Said, after: _Said) -> SectionFate:
    if before.section is None:
        return SectionFate.ADDED
    return SectionFate.REMOVED if after.section is None else SectionFate.CHANGED


def _only_moved(change: SectionChange) -> SectionChange:
    return SectionChange(
        key=change.key,
        fate=SectionFate.MOVED,
        number_before=change.number_before,
        number_after=change.number_after,
        heading=change.heading,
        moved=True,
    )


def compare_blocks(before: Sequence[Block], after: Sequence[Block]) -> list[ChangedBlock]:
    """Compare paragraphs: unchanged, reworded word by word, added or removed."""
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    blocks: list[ChangedBlock] = []
    for verb, i1, i2, j1, j2 in matcher.get_opcodes():
        if verb == "equal":
            blocks += [_whole(Fate.KEPT, block) for block in after[j1:j2]]
        else:
            blocks += _replaced(before[i1:i2], after[j1:j2])
    return blocks


def _replaced(before: Sequence[Block], after: Sequence[Block]) -> Iterator[ChangedBlock]:
    """Pair each new paragraph with the most similar old one, in order; the rest are removed or added."""
    waiting = list(before)
    for block in after:
        match = _most_alike(block, waiting)
        if match is None:
            yield _whole(Fate.ADDED, block)
            continue
        yield from (_whole(Fate.REMOVED, gone) for gone in waiting[:match])
        yield ChangedBlock(word_runs(waiting[match].text, block.text), block.in_list)
        waiting = waiting[match + 1 :]
    yield from (_whole(Fate.REMOVED, gone) for gone in waiting)


def _most_alike(block: Block, candidates: Sequence[Block]) -> int | None:
    alike = [_likeness(candidate.text, block.text) for candidate in candidates[:NEARBY]]
    best = max(alike, default=0.0)
    return alike.index(best) if best >= ALIKE else None


def _likeness(before: str, after: str) -> float:
    matcher = SequenceMatcher(None, before.split(), after.split(), autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= ALIKE else 0.0


def _whole(fate: Fate, block: Block) -> ChangedBlock:
    return ChangedBlock([Run(fate, block.text)], block.in_list)


def word_runs(before: str, after: str) -> list[Run]:
    """A text compared word by word: unchanged, removed and added words in reading order."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    runs: list[Run] = []
    for verb, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if verb == "equal":
            runs.append(Run(Fate.KEPT, "".join(new[j1:j2])))
            continue
        runs += [Run(Fate.REMOVED, "".join(old[i1:i2]))] if i2 > i1 else []
        runs += [Run(Fate.ADDED, "".join(new[j1:j2]))] if j2 > j1 else []
    return _joined(runs)


def _joined(runs: Sequence[Run]) -> list[Run]:
    """Merge runs: a single space or short word between two changes belongs to them."""
    joined: list[Run] = []
    removed = added = ""
    for place, run in enumerate(runs):
        if run.fate is Fate.REMOVED:
            removed += run.text
        elif run.fate is Fate.ADDED:
            added += run.text
        elif removed and added and place + 1 < len(runs) and len(run.text) < SHORT_KEPT:
            removed, added = removed + run.text, added + run.text
        else:
            joined += [*_changed(removed, added), run]
            removed = added = ""
    return [*joined, *_changed(removed, added)]


def _changed(removed: str, added: str) -> Iterator[Run]:
    if removed:
        yield Run(Fate.REMOVED, removed)
    if added:
        yield Run(Fate.ADDED, added)
