"""Two teams, a year apart in all that they agreed: every page, message and record of each says its own
figures and sections, none of the other, and what had begun goes by nothing that came in the middle.
"""

import datetime as dt
import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from registry.accounts.models import User
from registry.conflicts.models.cases import Case
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.decisions.models.decisions import Decision
from registry.decisions.rules.decisions import Ballot
from registry.decisions.services import resolutions, votes
from registry.documents.models import Version
from registry.documents.rules.documents import Part
from registry.documents.rules.provisions import (
    DEFAULTS,
    CountedFrom,
    ExpensesBy,
    PassRule,
    Quorum,
    Scale,
    TierVoice,
)
from registry.outbox.models import Message
from registry.partners.models.partners import Partner
from registry.records.models import Record
from registry.records.queries import records
from registry.teams.rules import Tier
from registry.withdrawals.models import Withdrawal
from tests.agreements import agree_on
from tests.cast import Cast, make_cast
from tests.commitments import builders as signing
from tests.conflicts import builders as conflicts
from tests.decisions import builders as deciding
from tests.factories import NOW, by_coordinator, make_coordinator, make_signatory
from tests.mailbox import links_in, text_of
from tests.reading import words_of_pdf
from tests.security.forms import links_of
from tests.withdrawals import builders as leaving

pytestmark = [
    pytest.mark.usefixtures("session", "stopped_clock"),
    pytest.mark.needs("conflicts", "decisions", "withdrawals"),
]

TODAY = NOW.date()
#: How many pages are read at least, by database.
FEWEST = {"sqlite": 250, "postgresql": 3}
#: How a place in a text is cited, in both languages.
CITED = re.compile(r"version \d+, section \d+\.\d+")

#: Each provision as no other team has it; the steering committee is the cast's working group.
OTHER: dict[str, Any] = {
    "voices": {**DEFAULTS.voices, Tier.OBSERVER: TierVoice.CONSULTED},
    "scale": Scale.AGREEMENT,
    "threshold": 3,
    "quorum": Quorum.part(2, 3),
    "pass_rule": PassRule.TWO_THIRDS_ROLL,
    "vote_quorum": Quorum.part(3, 4),
    "conflict_days": 30,
    "counted_from": CountedFrom.ESCALATED,
    "expenses": ExpensesBy.TEAM,
    "notice_days": 90,
}
#: What opens the parts of its Statement: no section that fixes a provision has the number of the other's.
OPENING = [
    *((Part.DECISIONS, f"We decide together, in step {step}.") for step in ("one", "two", "three")),
    *((Part.CONFLICT, f"We talk to one another {when}.") for when in ("first", "last")),
    (Part.WITHDRAWAL, "Whoever leaves says so."),
]
#: What the version in the middle of the year says, and nothing that had begun runs by.
MIDDLE: dict[str, Any] = {
    "conflict_days": 60,
    "notice_days": 10,
    "threshold": 2,
    "expenses": ExpensesBy.COMMITTEE,
}


def later(days: int) -> dt.datetime:
    """The moment so many days from now."""
    return NOW + dt.timedelta(days=days)


@dataclass
class Year:
    """What ran in a team, begun under its first version and ended under its second."""

    cast: Cast
    version: Version
    francophone: User
    case: Case
    decision: Decision
    withdrawal: Withdrawal

    @property
    def partners(self) -> tuple[Partner, ...]:
        """Who is asked to sign."""
        return (self.cast.riverside, self.cast.maple, self.cast.birch)

    @property
    def pages(self) -> dict[str, str]:
        """Where its coordinator reads of it."""
        team = f"/teams/{self.cast.team.slug}"
        return {
            "case": f"{team}/conflicts/{self.case.id}",
            "expenses": f"{team}/conflicts/{self.case.id}/expenses/new",
            "decision": f"{team}/decisions/{self.decision.id}",
            "withdrawal": f"{team}/withdrawals/{self.withdrawal.id}",
        }


def begin_year(slug: str) -> Year:
    """A team that agrees and signs, and a case, a decision and a withdrawal that begin."""
    cast = make_cast(slug)
    is_other = slug == "west"
    agreed = OTHER | {"steering_committee": cast.group.id} if is_other else {}
    version = agree_on(cast.team, opening=OPENING if is_other else (), **agreed)
    with unit_of_work(cast.team.id):
        francophone = make_coordinator(cast.team, name="Fée Roy")
        francophone.language = "fr"
        for partner in (cast.riverside, cast.maple, cast.birch):
            make_signatory(partner, language="fr" if partner is cast.maple else "en")
    signing.invite(version)
    signing.sign(signing.open_on(version, cast.riverside)[0])
    case = conflicts.raise_one(cast, committee=cast.steering if is_other else cast.group)
    with unit_of_work(cast.team.id):
        decision = deciding.open_one(cast.team)
        deciding.say_all(decision, deciding.at(1), deciding.at(1), deciding.at(6, reason="No"))
    withdrawal = leaving.enter(cast.birch, given_on=TODAY, effective_on=later(30).date())
    return Year(cast, version, francophone, case, decision, withdrawal)


def end_year(year: Year) -> None:
    """Another version comes; the case is escalated before it, the vote opened after it, all recorded."""
    team, coordinator = year.cast.team, year.cast.coordinator
    conflicts.escalate(year.case, coordinator, now=later(10))
    kept, opening = (OTHER, OPENING) if team.slug == "west" else ({}, [])
    middle = agree_on(team, at=later(20), opening=opening, **(kept | MIDDLE))
    signing.invite(middle, now=later(21))
    how = by_coordinator(team, now=later(25), on=later(25).date())
    chosen = PassRule.MAJORITY_CAST if year.decision.values.pass_rule is None else None
    with unit_of_work(team.id):
        deciding.close(year.decision, **how)
        votes.open_vote(year.decision, efforts="Talks", pass_rule=chosen, **how)
        ballots = {voice.id: Ballot.FOR for voice in year.decision.voices}
        votes.enter_ballots(year.decision, ballots, seen=0, **how)
        votes.close_vote(year.decision, seen=3, **how)
        resolutions.record_decision(year.decision, text="So be it.", decided_on=later(25).date(), **how)


# -- what they read ----------------------------------------------------------------------------------


def words_of(answer: Any, tmp_path: Path) -> str:
    """What a page or a file says, in one line; nothing where only programs read it."""
    if answer.mimetype == "application/pdf":
        return words_of_pdf(answer.data, tmp_path)
    bare = re.sub(r"<[^>]+>", "", answer.text) if answer.mimetype == "text/html" else ""
    return " ".join(html.unescape(bare).split())


def all_pages(client: Any, year: Year, tmp_path: Path) -> dict[str, str]:
    """What every page and file says to which links lead from the team's home, for its coordinator, by its
    address; one of each where only the order or the search differ.
    """
    home = f"/teams/{year.cast.team.slug}/"
    waiting, told = [home], {home: ""}
    client.sign_in(year.cast.coordinator)
    while waiting:
        address = waiting.pop()
        answer = client.get(address)
        told[address.partition("?")[0]] = words_of(answer, tmp_path)
        found = links_of(answer.text) if answer.mimetype == "text/html" else set()
        for link in sorted(found):
            if link.startswith(home) and link.partition("?")[0] not in told:
                told[link.partition("?")[0]] = ""
                waiting.append(link)
    return told


def pages_read(client: Any, year: Year, tmp_path: Path, *, database: str) -> dict[str, str]:
    """What a coordinator reads: all on SQLite; on PostgreSQL, where pages are the same, those of what ran."""
    if database == "sqlite":
        return all_pages(client, year, tmp_path)
    return pages_for(client, year.cast.coordinator, year.pages.values(), tmp_path)


def pages_for(client: Any, reader: User, addresses: Iterable[str], tmp_path: Path) -> dict[str, str]:
    """What some pages say to somebody in their language, where they may read them."""
    client.sign_in(reader)
    with client.session_transaction() as session:
        session["language"] = reader.language or "en"
    answers = {address: client.get(address, follow_redirects=True) for address in addresses}
    return {address: words_of(one, tmp_path) for address, one in answers.items() if one.status_code == 200}


def messages_of(year: Year, mailbox: Any) -> dict[str, str]:
    """What each message of a team says, by its subject line and its reader."""
    query = sa.select(Message.message_id).where(Message.team_id == year.cast.team.id)
    own = {f"<{identity}>" for identity in db.session.scalars(query)}
    return {
        f"{mail['Subject']} to {mail['To']}": " ".join(text_of(mail).split())
        for mail in mailbox.messages
        if mail["Message-ID"] in own
    }


def links_to_sign(mailbox: Any, year: Year) -> list[str]:
    """Where those who were asked to sign are led, without an account."""
    addresses = [person.email for partner in year.partners for person in partner.signatories]
    links = [link for address in addresses for mail in mailbox.to(address) for link in links_in(mail)]
    return [link.partition("localhost")[2] for link in links if "/sign/" in link]


def records_of(year: Year, tmp_path: Path) -> dict[str, str]:
    """What every record of a team says, by its title."""
    query = sa.select(Record).where(Record.team_id == year.cast.team.id)
    return {
        f"{record.title} ({record.language})": words_of_pdf(records.content_of(record), tmp_path)
        for record in db.session.scalars(query)
    }


# -- and what it says --------------------------------------------------------------------------------

#: What is said by and by of the case, its expenses, the decision and the withdrawal of a team, by language.
SAID: dict[str, dict[str, dict[str, tuple[str, ...]]]] = {
    "east": {
        "en": {
            "case": ("raised 24 Nov 2026 + 45 days = 8 Jan 2027, version 1, section 2.1",),
            "expenses": ("As agreed in the case (version 1, section 2.2)",),
            "decision": (
                "Round scale (version 1, section 1.2)",
                "level 4 or better (version 1, section 1.2)",
                "3 of 3 voices with a position (version 1, section 1.2)",
                "More than half of the votes cast (version 1, section 1.3)",
                "2 of the 3 voices that count, abstentions among them (version 1, section 1.3)",
            ),
            "withdrawal": ("none (version 1, section 3.1)",),
        },
        "fr": {
            "case": ("soulevé le 24 nov. 2026 + 45 jours = 8 janv. 2027, version 1, section 2.1",),
            "expenses": ("Selon l’entente conclue dans le dossier (version 1, section 2.2)",),
            "decision": (
                "Échelle des tours (version 1, section 1.2)",
                "le niveau 4 ou mieux (version 1, section 1.2)",
                "3 voix sur 3 avec une position (version 1, section 1.2)",
                "Plus de la moitié des votes exprimés (version 1, section 1.3)",
                "2 des 3 voix qui comptent, abstentions comprises (version 1, section 1.3)",
            ),
            "withdrawal": ("aucun (version 1, section 3.1)",),
        },
    },
    "west": {
        "en": {
            "case": ("escalated 4 Dec 2026 + 30 days = 3 Jan 2027, version 1, section 2.3",),
            "expenses": ("The team (version 1, section 2.4)",),
            "decision": (
                "Agreement scale (version 1, section 1.5)",
                "level 3 or better (version 1, section 1.5)",
                "2 of 3 voices with a position (version 1, section 1.5)",
                "At least two thirds of all voices that count (version 1, section 1.6)",
                "3 of the 3 voices that count, abstentions among them (version 1, section 1.6)",
            ),
            "withdrawal": ("90 days (version 1, section 3.2)",),
        },
        "fr": {
            "case": (
                "porté au comité directeur le 4 déc. 2026 + 30 jours = 3 janv. 2027, version 1, section 2.3",
            ),
            "expenses": ("L’équipe (version 1, section 2.4)",),
            "decision": (
                "Échelle d’accord (version 1, section 1.5)",
                "le niveau 3 ou mieux (version 1, section 1.5)",
                "2 voix sur 3 avec une position (version 1, section 1.5)",
                "Au moins les deux tiers de toutes les voix qui comptent (version 1, section 1.6)",
                "3 des 3 voix qui comptent, abstentions comprises (version 1, section 1.6)",
            ),
            "withdrawal": ("90 jours (version 1, section 3.2)",),
        },
    },
}

#: Figures and sections that only the other team has, in English or French; links to sign live 30 days longer
#: than asked, and what an import changed is kept for 30 at most.
OF_THE_OTHER = {
    "east": (
        r"(?<!at most )\b30 (?:calendar )?days(?! longer)|\b30 jours|\b90 (?:calendar )?(?:days|jours)"
        r"|agreement scale|échelle d’accord|(?:level|niveau) 3 (?:or better|ou mieux)"
        r"|two thirds|deux tiers|three quarters|trois quarts|Data Group leads"
        r"|section (?:1\.[4-7]|2\.[34]|3\.2)"
    ),
    "west": (
        r"\b45 (?:calendar )?(?:days|jours)|round scale|échelle des tours"
        r"|(?:level|niveau) 4 (?:or better|ou mieux)|section (?:1\.[1-3]|2\.[12]|3\.1)"
    ),
}


def others_in(slug: str, told: dict[str, str]) -> list[tuple[str, str]]:
    """Where a team's pages, messages or records say what only the other has, with some words around."""
    around = re.compile(rf".{{,60}}(?:{OF_THE_OTHER[slug]}).{{,40}}", re.IGNORECASE)
    return [(where, found) for where, text in told.items() for found in around.findall(text)]


def missing_in(said: Iterable[str], text: str) -> list[str]:
    """What a text should say and does not."""
    return [words for words in said if words not in text]


def moved_in(told: dict[str, str]) -> list[str]:
    """What goes by the version in the middle of the year."""
    return [where for where, text in told.items() if "version 2, section" in text]


def uncounted_in(messages: dict[str, str]) -> list[str]:
    """The messages that name the last day of a case without saying how it is counted."""
    dated = re.compile("last day|dernier jour")
    return [where for where, text in messages.items() if dated.search(text) and not CITED.search(text)]


def test_two_teams_run_by_what_each_signed(
    database: str, client: Any, work: Any, mailbox: Any, stopped_clock: Any, tmp_path: Path
) -> None:
    years = {slug: begin_year(slug) for slug in SAID}
    work()
    for year in years.values():
        end_year(year)
    stopped_clock.pass_by(days=26)
    work()
    for year in years.values():
        conflicts.close(year.case, year.cast.coordinator, now=later(26))
    work()
    for slug, year in years.items():
        told = pages_read(client, year, tmp_path, database=database)
        citing = [address for address, text in told.items() if CITED.search(text)]
        in_french = pages_for(client, year.francophone, citing, tmp_path)
        links = pages_for(client, year.cast.for_maple, links_to_sign(mailbox, year), tmp_path)
        messages, made = messages_of(year, mailbox), records_of(year, tmp_path)
        assert len(told) > FEWEST[database]
        for everything in (told, in_french, links, messages, made):
            assert everything
            assert others_in(slug, everything) == []
        for language, pages in (("en", told), ("fr", in_french)):
            said = SAID[slug][language]
            for thing, address in year.pages.items():
                assert missing_in(said[thing], pages[address]) == []
            assert any(said["case"][0] in text for text in messages.values())
            assert (
                missing_in([*said["case"], *said["expenses"], *said["decision"]], " ".join(made.values()))
                == []
            )
        assert missing_in(SAID[slug]["en"]["withdrawal"], " ".join(made.values())) == []
        assert uncounted_in(messages) == []
        assert moved_in({page: told[page] for page in year.pages.values()} | made) == []
