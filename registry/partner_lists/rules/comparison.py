"""Compares a list with the register: what is new, changed or missing, before anything is written."""

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field

from registry.partner_lists.rules.columns import Column, Layout, meaning_of
from registry.partner_lists.rules.lines import ListLine, PartnerList
from registry.partner_lists.rules.persons import Person
from registry.partners.rules.names import fold_name
from registry.partners.rules.partners import ENDED, Status
from registry.teams.rules import Tier


@dataclass(frozen=True)
class KnownPartner:
    """A partner in the register on the day of the import."""

    id: int
    name: str
    #: Folded: its name and its former names.
    keys: frozenset[str]
    sector: str
    city: str
    language: str
    tier: Tier | None
    tier_label: str
    status: Status
    on_latest_list: bool
    #: Its present signatories, in signing order.
    people: Sequence[tuple[int, Person]] = ()
    #: Its former signatories; a list does not make them sign again.
    former_people: Sequence[Person] = ()
    extra: Mapping[str, str] = field(default_factory=dict)

    @property
    def has_ended(self) -> bool:
        """Whether the partnership has ended; a list does not begin it again."""
        return self.status in ENDED


@dataclass(frozen=True)
class Difference:
    """One difference between list and register."""

    #: The column that differs, or the heading of an unknown column.
    what: Column | str
    before: str
    after: str

    @property
    def is_of_column(self) -> bool:
        """Whether it concerns a column that the registry knows."""
        return isinstance(self.what, Column)


@dataclass(frozen=True)
class PersonSaid:
    """A signatory about whom a line says something new."""

    person: Person
    #: None when no signatory in the register is meant.
    signatory_id: int | None
    #: Their position in the signing order, according to the list: 1 is first.
    place: int


@dataclass(frozen=True)
class Match:
    """A line that names an existing partner."""

    line: ListLine
    partner: KnownPartner
    tier: Tier | None
    differences: Sequence[Difference]
    #: The people about whom the line and the register differ.
    people: Sequence[PersonSaid] = ()


@dataclass(frozen=True)
class Plan:
    """The effect of importing a list."""

    new: Sequence[ListLine]
    matched: Sequence[Match]
    #: Partners in the register that the list no longer contains; they stay and are marked.
    gone: Sequence[KnownPartner]
    #: Labels for which no tier is known yet.
    unknown_labels: Sequence[str]
    tiers: Mapping[str, Tier]
    #: The ids of partners whose line is left out; they are unchanged.
    passed_over: Collection[int] = ()

    @property
    def changed(self) -> list[Match]:
        """Partners that the list changes."""
        return [match for match in self.matched if match.differences]

    @property
    def unchanged(self) -> list[Match]:
        """Partners that the list leaves unchanged."""
        return [match for match in self.matched if not match.differences]

    @property
    def ended(self) -> list[Match]:
        """Partners that have left or were refused; a list does not change that."""
        return [match for match in self.matched if match.partner.has_ended]

    @property
    def changes_nothing(self) -> bool:
        """Whether the import would change nothing."""
        return not (self.new or self.changed or self.gone)

    def tier_of(self, line: ListLine) -> Tier | None:
        """The tier of a line; None when it is to be set."""
        return self.tiers.get(fold_name(line.tier_label))

    def digest(self) -> str:
        """A digest that is equal for plans with equal effects: only the plan that was shown is carried
        out.
        """
        text = json.dumps(asdict(self), sort_keys=True, ensure_ascii=False, default=sorted)
        return hashlib.sha256(text.encode()).hexdigest()


def compare(read: PartnerList, register: Sequence[KnownPartner], own_labels: Mapping[str, Tier]) -> Plan:
    """Compare a list with the register. `own_labels` are the team's labels of its tiers, folded.

    A partner whose line is left out is unchanged.
    """
    tiers, unknown = _tiers(read.lines, own_labels)
    by_key = {key: partner for partner in register for key in partner.keys}
    by_key |= {fold_name(partner.name): partner for partner in register}
    new: list[ListLine] = []
    matched: dict[int, Match] = {}
    for line in read.lines:
        partner = by_key.get(line.key)
        if partner is None or partner.id in matched:
            new.append(line)
        else:
            matched[partner.id] = _match(line, partner, tiers.get(fold_name(line.tier_label)), read.layout)
    left_out = {by_key[line.key].id for line in read.left_out if line.key in by_key}
    passed_over = frozenset(left_out - matched.keys())
    gone = [
        partner
        for partner in register
        if partner.id not in matched.keys() | passed_over and partner.on_latest_list and not partner.has_ended
    ]
    return Plan(new, list(matched.values()), gone, unknown, tiers, passed_over)


def _tiers(lines: Sequence[ListLine], own: Mapping[str, Tier]) -> tuple[dict[str, Tier], list[str]]:
    labels = {fold_name(line.tier_label): line.tier_label for line in reversed(lines) if line.tier_label}
    meanings = {key: meaning_of(label, own) for key, label in labels.items()}
    tiers = {key: tier for key, tier in meanings.items() if tier is not None}
    return tiers, sorted(labels[key] for key, tier in meanings.items() if tier is None)


def _match(line: ListLine, partner: KnownPartner, tier: Tier | None, layout: Layout) -> Match:
    people = _people_said(line, partner)
    known = dict(partner.people)
    differences = [
        *_differences(line, partner, tier, layout),
        *(difference for person in people for difference in _person_differences(person, known)),
        *_kept_differences(line, partner),
    ]
    return Match(
        line,
        partner,
        tier,
        differences,
        [person for person in people if any(_person_differences(person, known))],
    )


def _differences(
    line: ListLine, partner: KnownPartner, tier: Tier | None, layout: Layout
) -> Iterator[Difference]:
    """Differences of a partner; a blank tier or language changes nothing, while a blank sector or city
    replaces the stored one.
    """
    if line.key == fold_name(partner.name) and line.name != partner.name:
        yield Difference(Column.NAME, partner.name, line.name)
    for column, before, after in (
        (Column.SECTOR, partner.sector, line.sector),
        (Column.CITY, partner.city, line.city),
    ):
        if layout.has(column) and before != after:
            yield Difference(column, before, after)
    if line.language and line.language != partner.language:
        yield Difference(Column.LANGUAGE, partner.language, line.language)
    if line.tier_label and (tier is not partner.tier or line.tier_label != partner.tier_label):
        yield Difference(Column.TIER, partner.tier_label, line.tier_label)


def _kept_differences(line: ListLine, partner: KnownPartner) -> Iterator[Difference]:
    for heading, cell in line.extra.items():
        if partner.extra.get(heading, "") != cell:
            yield Difference(heading, partner.extra.get(heading, ""), cell)


def _people_said(line: ListLine, partner: KnownPartner) -> list[PersonSaid]:
    """The signatories that a line names, each once, without former signatories."""
    said_people: list[PersonSaid] = []
    for place, person in enumerate(line.people, start=1):
        taken_ids = {person_said.signatory_id for person_said in said_people}
        signatory_id = _same_person(
            person, [known_person for known_person in partner.people if known_person[0] not in taken_ids]
        )
        if signatory_id is not None or not _is_former(person, partner):
            said_people.append(PersonSaid(person, signatory_id, place))
    return said_people


def _person_differences(person_said: PersonSaid, people: Mapping[int, Person]) -> Iterator[Difference]:
    """Differences of a person; a blank cell changes nothing."""
    known = people[person_said.signatory_id] if person_said.signatory_id is not None else Person()
    for column, before, after in (
        (Column.SIGNATORY_NAME, known.name, person_said.person.name),
        (Column.SIGNATORY_TITLE, known.title, person_said.person.title),
        (Column.EMAIL, known.email, person_said.person.email),
    ):
        if after and before != after:
            yield Difference(column, before, after)


def _same_person(person: Person, people: Sequence[tuple[int, Person]]) -> int | None:
    """The signatory that a line means: by address, else by name, else by the title of one without a known
    name.
    """
    for same in (_by_email, _by_name, _by_title):
        signatory_id = next((known_id for known_id, known in people if same(person, known)), None)
        if signatory_id is not None:
            return signatory_id
    return None


def _is_former(person: Person, partner: KnownPartner) -> bool:
    """Whether a line names a former signatory."""
    return any(_by_email(person, known) or _by_name(person, known) for known in partner.former_people)


def _by_email(person: Person, known: Person) -> bool:
    return bool(person.email) and person.email.casefold() == known.email.casefold()


def _by_name(person: Person, known: Person) -> bool:
    return bool(person.name) and fold_name(person.name) == fold_name(known.name)


def _by_title(person: Person, known: Person) -> bool:
    same_title = bool(person.title) and fold_name(person.title) == fold_name(known.title)
    return same_title and not (person.name and known.name) and not (person.email and known.email)
