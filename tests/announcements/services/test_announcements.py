"""Writing announcements with papers, and sending them to whoever acts for the partners of a tier."""

from dataclasses import replace

import pytest

from registry.announcements.models import AnnouncementPaper
from registry.announcements.queries import announcements as announcement_queries
from registry.announcements.rules.announcements import MOST_PAPERS
from registry.announcements.services import announcements
from registry.audit import queries as audit_queries
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.errors import InvalidInput, NotFound, RuleBroken
from registry.outbox.messages import hearing
from registry.partners.rules.partners import Status
from registry.teams.rules import Tier
from tests.announcements.builders import FORUM, add_observer, add_paper, copies_of, send, write
from tests.factories import BY_AND_WHEN, make_partner, make_pdf, make_representative, make_signatory
from tests.outbox.builders import count

pytestmark = pytest.mark.usefixtures("stopped_clock")


def reached(announcement):
    return [(copy.partner.name, copy.address, copy.language) for copy in copies_of(announcement)]


def test_a_draft_goes_to_nobody(draft):
    assert (draft.is_sent, copies_of(draft), count("ann@example.org")) == (False, [], 0)


def test_it_goes_to_the_address_of_an_observer_without_an_account(sent):
    assert reached(sent) == [("Dry Creek School", "ann@example.org", "en")]
    assert count("ann@example.org") == 1


def test_it_goes_to_those_with_an_account_and_to_those_listed_each_address_once(team, observer, draft):
    with unit_of_work(team.id):
        make_representative(observer, email="rosa@example.org", name="Rosa Diaz")
        make_signatory(observer, email="Rosa@example.org", name="R. Diaz")
    assert reached(send(draft)) == [
        ("Dry Creek School", "rosa@example.org", "en"),
        ("Dry Creek School", "ann@example.org", "en"),
    ]


def test_it_goes_only_to_partners_of_its_tiers_that_take_part(team, observer, draft):
    with unit_of_work(team.id):
        for name, said in {
            "Anchor": {"tier": Tier.ANCHOR},
            "Gone": {"tier": Tier.OBSERVER, "status": Status.WITHDRAWN},
            "Leaving": {"tier": Tier.OBSERVER, "status": Status.LEAVING},
        }.items():
            make_signatory(make_partner(team, name, **said), email=f"{name.lower()}@example.org")
    assert [name for name, *_ in reached(send(draft))] == ["Dry Creek School", "Leaving"]


def test_each_is_written_to_in_their_language(team, draft):
    add_observer(team, "École du Pré", email="luc@example.org", language="fr")
    assert ("École du Pré", "luc@example.org", "fr") in reached(send(draft))


def test_whom_nobody_can_reach_is_named(team, draft):
    add_observer(team, "Silent House", email="")
    with unit_of_work(team.id), hearing() as reach:
        announcements.send(draft, **BY_AND_WHEN)
    assert [whom.name for whom in reach.reached] == ["Dry Creek School"]
    assert [whom.name for whom in reach.unreached] == ["Silent House"]


def test_nothing_is_sent_where_nobody_can_be_reached(team):
    draft = write(team, tiers=[Tier.ASSOCIATE])
    with unit_of_work(team.id), pytest.raises(RuleBroken, match="No message would go out"):
        announcements.send(draft, **BY_AND_WHEN)
    db.session.refresh(draft)
    assert not draft.is_sent


def test_what_was_sent_is_neither_changed_nor_sent_nor_discarded(sent):
    for act in (
        lambda: announcements.send(sent, **BY_AND_WHEN),
        lambda: announcements.change(sent, FORUM, **BY_AND_WHEN),
        lambda: announcements.discard(sent, **BY_AND_WHEN),
        lambda: announcements.add_paper(sent, data=make_pdf(), name="a.pdf", **BY_AND_WHEN),
    ):
        with unit_of_work(sent.team_id), pytest.raises(RuleBroken, match="stays as it is"):
            act()


def test_a_draft_is_changed(draft):
    with unit_of_work(draft.team_id):
        announcements.change(
            draft,
            replace(FORUM, titles={"en": "Later", "fr": "Plus tard"}, tiers=["anchor"]),
            **BY_AND_WHEN,
        )
    assert (draft.title("en"), draft.title("fr"), draft.tiers) == ("Later", "Plus tard", ["anchor"])


def test_papers_are_taken_by_the_one_door_for_files(draft):
    add_paper(draft)
    [paper] = draft.papers
    assert (paper.name, paper.media_type) == ("Programme.pdf", "application/pdf")
    with unit_of_work(draft.team_id), pytest.raises(InvalidInput) as refused:
        announcements.add_paper(draft, data=b"no PDF", name="a.pdf", **BY_AND_WHEN)
    assert refused.value.field == "paper"


def test_no_more_papers_than_the_bound(draft):
    for number in range(MOST_PAPERS):
        add_paper(draft, make_pdf(str(number)), f"{number}.pdf")
    with unit_of_work(draft.team_id), pytest.raises(RuleBroken, match="at most"):
        announcements.add_paper(draft, data=make_pdf("more"), name="more.pdf", **BY_AND_WHEN)


def test_a_paper_is_removed(draft):
    add_paper(draft)
    [paper] = draft.papers
    with unit_of_work(draft.team_id):
        announcements.remove_paper(draft, paper.id, **BY_AND_WHEN)
    assert db.session.get(AnnouncementPaper, paper.id) is None
    with unit_of_work(draft.team_id), pytest.raises(NotFound):
        announcements.remove_paper(draft, paper.id, **BY_AND_WHEN)


def test_a_discarded_draft_is_gone_and_stays_in_the_trail(team, draft):
    subject = draft.subject
    add_paper(draft)
    with unit_of_work(team.id):
        announcements.discard(draft, **BY_AND_WHEN)
    with pytest.raises(NotFound):
        announcement_queries.announcement_of(team.id, subject[1])
    assert write(team).id > subject[1]  # its number is not used again
    tags = [event.tag for event in audit_queries.events_about(team.id, subject)]
    assert {"announcement:written", "announcement:paper-added", "announcement:discarded"} <= set(tags)


def test_a_draft_without_a_text_in_a_language_that_came_since_is_not_sent(team, draft):
    with unit_of_work(team.id):
        draft.text_fr = ""
    with unit_of_work(team.id), pytest.raises(InvalidInput) as refused:
        announcements.send(draft, **BY_AND_WHEN)
    assert refused.value.field == "text_fr"
