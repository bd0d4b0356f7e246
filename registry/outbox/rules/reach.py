"""Whom mail reaches: for whom the messages of one change are meant, and the persons they go to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

#: From so many on, those who are reached are a long list.
MANY = 20
#: The most characters of the reason for leaving somebody out of a mail.
REASON_LENGTH = 500


@dataclass(frozen=True)
class Person:
    """A person to whom a message goes."""

    name: str
    address: str
    language: str
    #: Their account; None for a signatory or an applicant, who needs none.
    user_id: int | None = None


@dataclass(frozen=True)
class Choosing:
    """The page on which somebody gets a person who speaks for them."""

    endpoint: str
    #: The values of its address, apart from the team.
    place: tuple[tuple[str, int], ...]

    @classmethod
    def at(cls, endpoint: str, **place: int) -> "Choosing":
        """A page by its endpoint and the values of its address."""
        return cls(endpoint, tuple(place.items()))

    @property
    def values(self) -> Mapping[str, int]:
        """The values of its address."""
        return dict(self.place)


@dataclass(frozen=True)
class Whom:
    """Somebody for whom a message is meant: an organization, a seat, a committee, the coordinators."""

    name: str
    #: Where a person is chosen for them, or what else is missing is mended; None where that is nobody's part.
    chosen_at: Choosing | None = None
    #: What is done there, in the reader's language, when it is something else than to choose a person.
    to_mend: str = ""
    #: Whether its persons may be left out of one mail: those who handle, never a party and never a voice.
    may_be_left_out: bool = False
    #: How they are called at the beginning of a line, where that is not their name.
    heading: str = ""

    @property
    def called(self) -> str:
        """How they are called at the beginning of a line."""
        return self.heading or self.name


@dataclass(frozen=True)
class LeftOut:
    """The persons who are left out of one mail, and why. It takes away no party, no voice and no day."""

    user_ids: frozenset[int] = frozenset()
    reason: str = ""


#: Everybody gets the mail that is meant for them.
NOBODY = LeftOut()


@dataclass
class Reach:
    """For whom the messages of a change were meant, and to whom they went."""

    #: By those for whom they were meant, in the order in which they were named.
    people: dict[Whom, list[Person]] = field(default_factory=dict)
    #: Those who were left out of this mail on purpose, by those for whom they would have got it.
    left_out: dict[Whom, list[Person]] = field(default_factory=dict)
    #: The ids of the messages, in the order in which they were posted.
    messages: list[int] = field(default_factory=list)

    def mean(self, whom: Iterable[Whom]) -> None:
        """Note for whom messages are meant, whether or not anybody speaks for them."""
        for one in whom:
            self.people.setdefault(one, [])

    def add(self, whom: Iterable[Whom], person: Person) -> None:
        """Note a message to a person, and for whom it is meant; by default only for themselves."""
        for one in list(whom) or [Whom(person.name or person.address)]:
            known = self.people.setdefault(one, [])
            if person not in known:
                known.append(person)

    def leave_out(self, whom: Iterable[Whom], person: Person) -> None:
        """Note that a person gets no mail this time, on purpose."""
        for one in whom:
            self.left_out.setdefault(one, []).append(person)

    @property
    def reached(self) -> list[Whom]:
        """Those for whom somebody was written to."""
        return [whom for whom, people in self.people.items() if people]

    @property
    def is_long(self) -> bool:
        """Whether those who are reached are too many to be read at a glance."""
        return len(self.reached) > MANY

    @property
    def unreached(self) -> list[Whom]:
        """Those whom nobody could reach: nobody with a mailbox speaks for them."""
        return [whom for whom, people in self.people.items() if not people and whom not in self.left_out]

    @property
    def everyone(self) -> list[Person]:
        """Each person who was written to, once."""
        return list(dict.fromkeys(person for people in self.people.values() for person in people))

    @property
    def all_left_out(self) -> list[Person]:
        """Each person who was left out on purpose, once."""
        return list(dict.fromkeys(person for people in self.left_out.values() for person in people))

    def may_be_left_out(self, person: Person) -> bool:
        """Whether a person is written to only because they handle the matter."""
        theirs = [whom for whom, people in self.people.items() if person in people]
        return person.user_id is not None and all(whom.may_be_left_out for whom in theirs)
