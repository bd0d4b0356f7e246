"""Lists imported into a register, on both databases."""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.audit.models import Event
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.errors import BadLines, RuleBroken
from registry.partner_lists.models import ListImport
from registry.partner_lists.queries import export as export_queries
from registry.partner_lists.queries import previews
from registry.partner_lists.rules.comparison import Plan
from registry.partner_lists.rules.events import ListEvent
from registry.partner_lists.services import imports
from registry.partners.models.partners import Partner, PartnerName
from registry.partners.queries.history import history_of
from registry.partners.rules.events import PartnerEvent
from registry.partners.rules.grounds import Ground, RestsOn
from registry.partners.rules.partners import Status
from registry.partners.services import partners, signatories, status
from registry.teams.models import Team
from registry.teams.rules import Tier
from tests.conftest import STOPPED_AT, Counted
from tests.factories import WHO_AND_WHEN, make_partner, make_signatory, make_team
from tests.partner_lists.builders import CASES, REAL, SMALL, csv_of, xlsx

TODAY = STOPPED_AT.date()
#: To keep a list, compare it with the register and import it, however long it is.
MOST_SELECTS = 60

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def team(session: object) -> Team:
    """A team without partners."""
    with unit_of_work():
        return make_team()


def load(team: Team, text: str | bytes, answers: dict[str, Tier] | None = None) -> Plan:
    """Import a list."""
    data = text if isinstance(text, bytes) else text.encode()
    with unit_of_work(team.id):
        kept = imports.keep_list(team, file_name="list.csv", data=data, **WHO_AND_WHEN)
        imports.answer_labels(kept, answers or {})
        return imports.import_list(team, kept, **WHO_AND_WHEN)


def export(team: Team) -> str:
    """The list as it goes out."""
    return export_queries.export_list(team, on=TODAY)


def partner(name: str) -> Partner:
    """A partner by its name."""
    return db.session.scalars(sa.select(Partner).where(Partner.name == name)).one()


@pytest.mark.parametrize("file", REAL, ids=lambda file: file.stem)
def test_a_real_list_comes_out_as_it_went_in(team: Team, file: Path) -> None:
    load(team, file.read_bytes())
    assert export(team).encode() == file.read_bytes()


@pytest.mark.parametrize("file", REAL, ids=lambda file: file.stem)
def test_a_real_list_imported_again_changes_nothing(team: Team, file: Path) -> None:
    load(team, file.read_bytes())
    assert load(team, file.read_bytes()).changes_nothing


def test_a_changed_copy_of_a_real_list_updates_the_register(team: Team) -> None:
    text = REAL[0].read_bytes().decode()
    load(team, text)
    _, second, *rest = text.splitlines(keepends=True)[1:]
    changed = "".join(
        [
            text.splitlines(keepends=True)[0],
            "Lakeside Invented Clinic,Primary care,Signatory,,,,\r\n",
            *rest,
            second.replace("Mental health", "Wellness"),
        ]
    )
    plan = load(team, changed)
    assert ([len(plan.new), len(plan.changed), len(plan.gone)], export(team)) == ([1, 1, 1], changed)


def test_a_partner_that_came_with_a_list_rests_on_it(team: Team) -> None:
    load(team, SMALL)
    first = db.session.scalars(sa.select(ListImport)).one()
    ground = RestsOn(Ground.LIST, "list.csv", f"list:{first.id}")
    for one in db.session.scalars(sa.select(Partner)):
        assert history_of(one.id).rests_on(TODAY) == ground
    event = db.session.scalars(sa.select(Event).where(Event.tag == PartnerEvent.ADDED)).first()
    assert event is not None
    assert event.details["rests_on_subject"] == ground.subject


def test_a_partner_gone_from_the_list_stays_on_the_register(team: Team) -> None:
    load(team, SMALL)
    load(team, "organization,tier\nMaple Clinic,Anchor\n")
    gone = partner("Birch House")
    assert (gone.on_latest_list, gone.status(TODAY)) == (False, Status.PARTNER)


def test_a_partner_that_comes_back_on_the_list_is_listed_again(team: Team) -> None:
    load(team, SMALL)
    load(team, "organization,tier\nMaple Clinic,Anchor\n")
    load(team, SMALL)
    assert partner("Birch House").on_latest_list


def test_one_cell_does_not_rename_the_tier_of_a_team_that_uses_the_shipped_name(team: Team) -> None:
    load(team, "Organization,Tier\nLarch Street Clinic,Anchor\nMaison des aînés,Signatory\n")
    assert [team.tier_label(Tier.ANCHOR, language) for language in ("en", "fr")] == ["Anchor", "Pilier"]
    assert partner("Maison des aînés").tier(TODAY) is Tier.ANCHOR


def test_a_list_changes_nothing_of_the_teams_own_settings(team: Team) -> None:
    before = (team.tier_labels, team.languages, team.name_en, team.name_fr, team.revision)
    load(team, SMALL.replace("Anchor", "Founding"), {"Founding": Tier.ANCHOR})
    assert (team.tier_labels, team.languages, team.name_en, team.name_fr, team.revision) == before


def test_a_list_gives_back_the_words_it_came_with(team: Team) -> None:
    load(team, SMALL.replace("Anchor", "Signatory"))
    assert export(team) == SMALL.replace("Anchor", "Signatory")


def test_labels_that_a_team_has_set_stay(team: Team) -> None:
    with unit_of_work(team.id):
        team.tier_labels = {"anchor": {"en": "Steward", "fr": "Gardien"}}
    load(team, SMALL)
    assert team.tier_label(Tier.ANCHOR, "en") == "Steward"


def test_a_label_nobody_has_met_stops_the_import(team: Team) -> None:
    with pytest.raises(RuleBroken, match="which tier each label means"):
        load(team, SMALL.replace("Engaged", "Founding"))
    assert db.session.scalar(sa.select(sa.func.count(Partner.id))) == 0


def test_an_answer_about_a_label_is_kept_for_the_next_list(team: Team) -> None:
    load(team, SMALL.replace("Engaged", "Founding"), {"Founding": Tier.ASSOCIATE})
    plan = load(team, SMALL.replace("Engaged", "FOUNDING").replace("Birch", "Cedar"))
    assert not plan.unknown_labels
    assert partner("Cedar House").tier(TODAY) is Tier.ASSOCIATE


def test_a_blank_tier_is_still_to_be_set(team: Team) -> None:
    load(team, SMALL.replace("Anchor", ""))
    assert partner("Maple Clinic").tier(TODAY) is None


def test_a_blank_tier_in_a_newer_list_does_not_take_the_tier_away(team: Team) -> None:
    load(team, SMALL)
    assert load(team, SMALL.replace("Anchor", "")).changes_nothing


def test_a_new_tier_holds_from_today_and_the_old_one_before(team: Team) -> None:
    with unit_of_work(team.id):
        make_partner(team, "Maple Clinic", tier=Tier.ASSOCIATE)
    load(team, SMALL)
    changes = [(change.tier, change.effective_on.isoformat()) for change in partner("Maple Clinic").tiers]
    assert changes == [("associate", "2026-01-01"), ("anchor", "2026-11-24")]
    assert partner("Maple Clinic").tiers[-1].agreed_by == "list.csv"


def test_another_spelling_of_a_name_is_taken_and_the_old_one_stays_known(team: Team) -> None:
    with unit_of_work(team.id):
        make_partner(team, "MAPLE CLÍNIC")
    load(team, SMALL)
    assert db.session.scalars(sa.select(PartnerName.name)).one() == "MAPLE CLÍNIC"
    assert partner("Maple Clinic")


def test_a_list_with_a_former_name_finds_the_renamed_partner(team: Team) -> None:
    load(team, SMALL)
    with unit_of_work(team.id):
        partners.rename_partner(partner("Birch House"), name="Birch Homes", on=TODAY, **WHO_AND_WHEN)
    plan = load(team, SMALL)
    assert plan.changes_nothing
    assert "Birch Homes,Housing" in export(team)


def test_a_signatory_of_the_list_is_brought_up_to_date_by_the_address(team: Team) -> None:
    load(team, SMALL)
    load(team, SMALL.replace("Ann Lee,Director", "Ann Lee-Roy,President"))
    people = [(person.name, person.title) for person in partner("Maple Clinic").signatories]
    assert people == [("Ann Lee-Roy", "President")]


def test_a_new_signatory_is_asked_first_and_the_old_one_stays(team: Team) -> None:
    load(team, SMALL)
    load(team, SMALL.replace("Ann Lee,Director,ann@", "Bo Roy,Chair,bo@"))
    assert [person.name for person in partner("Maple Clinic").active_signatories(TODAY)] == [
        "Bo Roy",
        "Ann Lee",
    ]


def test_a_blank_signatory_in_a_newer_list_removes_nobody(team: Team) -> None:
    with unit_of_work(team.id):
        make_signatory(make_partner(team, "Birch House", tier=Tier.ASSOCIATE), name="Cy Poe")
    load(team, SMALL)
    assert [person.name for person in partner("Birch House").signatories] == ["Cy Poe"]


def test_somebody_who_no_longer_signs_is_not_brought_back_by_a_list(team: Team) -> None:
    load(team, SMALL)
    with unit_of_work(team.id):
        [ann] = partner("Maple Clinic").signatories
        signatories.end_signatory(ann, on=TODAY, **WHO_AND_WHEN)
    assert load(team, SMALL).changes_nothing
    assert partner("Maple Clinic").active_signatories(TODAY) == []


def test_what_was_learned_since_stands_in_columns_of_its_own(team: Team) -> None:
    load(team, "organization,tier\r\nMaple Clinic,Anchor\r\n")
    with unit_of_work(team.id):
        make_signatory(partner("Maple Clinic"), name="Ann Lee", title="", email="ann@example.org")
    assert export(team).splitlines() == [
        "organization,tier,signatory_name,email",
        "Maple Clinic,Anchor,Ann Lee,ann@example.org",
    ]


def test_a_withdrawn_partner_is_not_brought_back_by_a_list(team: Team) -> None:
    load(team, SMALL)
    with unit_of_work(team.id):
        status.set_status(partner("Birch House"), status=Status.WITHDRAWN, effective_on=TODAY, **WHO_AND_WHEN)
    plan = load(team, SMALL)
    assert [match.partner.name for match in plan.ended] == ["Birch House"]
    assert "Birch" not in export(team)


def test_a_formula_comes_in_as_text_and_goes_out_harmless(team: Team) -> None:
    load(team, "organization,city\r\n=1+1 Clinic,Ottawa\r\n")
    assert export(team) == "organization,city\r\n'=1+1 Clinic,Ottawa\r\n"
    assert load(team, export(team)).changes_nothing


def test_extra_columns_and_words_for_languages_are_given_back(team: Team) -> None:
    text = "Fax,Organisme,Langue\r\n555-0100,Maple,Anglais\r\n,Birch,FR\r\n,Oak,\r\n"
    load(team, text)
    assert export(team) == text


def test_two_signatories_of_an_organization_come_in_on_two_lines_and_go_out_so(team: Team) -> None:
    text = (CASES / "two_signatories.csv").read_text()
    load(team, text)
    people = [(one.name, one.title) for one in partner("Larch Street Clinic").active_signatories(TODAY)]
    assert people == [("Ann Sample", "Executive Director"), ("Bo Example", "Board Chair")]
    assert export(team).splitlines() == text.splitlines()
    assert load(team, text).changes_nothing


def test_two_columns_of_signatories_go_out_as_they_came_in(team: Team) -> None:
    text = "Organization,Signatory,Email,Signatory 2,Email 2\r\nMaple,Ann,a@x.ca,Bo,b@x.ca\r\nBirch,,,,\r\n"
    load(team, text)
    assert export(team) == text
    assert load(team, text).changes_nothing


def test_a_second_signatory_of_a_newer_list_is_asked_in_their_place(team: Team) -> None:
    load(team, SMALL)
    load(team, SMALL + "Maple Clinic,,,,Bo Roy,Chair,bo@example.org\r\n")
    assert [one.name for one in partner("Maple Clinic").active_signatories(TODAY)] == ["Ann Lee", "Bo Roy"]


def test_a_new_partner_has_its_tier_and_status_from_the_day_the_list_says(team: Team) -> None:
    load(team, "Organization,Tier,Partner since\nMaple,Anchor,2021-02-01\nBirch,Anchor,\n")
    began = [one.statuses[0].effective_on.isoformat() for one in map(partner, ("Maple", "Birch"))]
    assert began == ["2021-02-01", TODAY.isoformat()]
    assert partner("Maple").tiers[0].effective_on.isoformat() == "2021-02-01"
    assert export(team).splitlines()[1] == "Maple,Anchor,2021-02-01"


@pytest.mark.parametrize(
    "name", ["break_in_cell", "sep_line", "total_line", "two_signatories", "title_row_second_sheet"]
)
def test_a_list_that_failed_once_comes_in_and_its_export_changes_nothing(team: Team, name: str) -> None:
    [file] = CASES.glob(f"{name}.*")
    load(team, file.read_bytes())
    assert load(team, export(team)).changes_nothing


def test_an_xlsx_is_imported_like_a_csv(team: Team) -> None:
    load(team, xlsx([line.split(",") for line in SMALL.splitlines()]))
    assert export(team) == SMALL


def test_bad_lines_leave_nothing_behind(team: Team) -> None:
    with pytest.raises(BadLines):
        load(team, SMALL + ",,,,,,no address\r\n")
    assert db.session.scalar(sa.select(sa.func.count(ListImport.id))) == 0


def test_each_change_is_one_event_and_the_list_another(team: Team) -> None:
    load(team, SMALL)
    before = db.session.scalar(sa.select(sa.func.max(Event.id))) or 0
    load(team, SMALL.replace("Ottawa", "Kanata"))
    tags = db.session.scalars(sa.select(Event.tag).where(Event.id > before).order_by(Event.id)).all()
    assert tags == [PartnerEvent.CHANGED, ListEvent.IMPORTED]


def test_a_list_is_imported_once(team: Team) -> None:
    with unit_of_work(team.id):
        kept = imports.keep_list(team, file_name="list.csv", data=SMALL.encode(), **WHO_AND_WHEN)
        imports.import_list(team, kept, **WHO_AND_WHEN)
    with pytest.raises(RuleBroken, match="imported already"), unit_of_work(team.id):
        imports.import_list(team, kept, **WHO_AND_WHEN)


def test_a_register_that_changed_since_the_preview_is_shown_again(team: Team) -> None:
    with unit_of_work(team.id):
        kept = imports.keep_list(team, file_name="list.csv", data=SMALL.encode(), **WHO_AND_WHEN)
    seen = previews.plan_of(team, kept, on=TODAY).digest()
    with unit_of_work(team.id):
        make_partner(team, "Birch House", tier=Tier.OBSERVER)
    with pytest.raises(RuleBroken, match="has changed since"), unit_of_work(team.id):
        imports.import_list(team, kept, seen=seen, **WHO_AND_WHEN)


def test_of_two_imports_at_once_one_wins_and_the_other_is_told(app: Flask, team: Team) -> None:
    with unit_of_work(team.id):
        kept = imports.keep_list(team, file_name="list.csv", data=SMALL.encode(), **WHO_AND_WHEN)
        list_id, team_id = kept.id, team.id
    together, told = threading.Barrier(2), []

    def confirm() -> None:
        with app.app_context():
            together.wait()
            try:
                with unit_of_work(team_id):
                    found = db.session.get_one(ListImport, list_id)
                    imports.import_list(db.session.get_one(Team, team_id), found, **WHO_AND_WHEN)
            except RuleBroken as error:
                told.append(str(error))

    threads = [threading.Thread(target=confirm) for _ in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    db.session.rollback()
    assert told == ["This list has been imported already."]
    assert db.session.scalar(sa.select(sa.func.count(Partner.id))) == 2


CELLS = st.one_of(
    st.text(alphabet="aé’'=+-@ ,;\"\n|", max_size=6).map(str.strip),
    st.sampled_from(["007", "+1 613 555-0100", "=1+1", "-", "'+1", "1e5", "sep=;", "a\n\nb", '"', "TRUE"]),
)
NAMES = st.lists(st.text(alphabet="abcéÀ =@'", min_size=3, max_size=12), min_size=1, max_size=4)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), names=NAMES)
def test_any_list_comes_out_as_it_went_in(session: object, data: st.DataObject, names: list[str]) -> None:
    with unit_of_work():
        team = make_team()
    rows = [
        (f"{name} {number}".strip(), data.draw(CELLS), data.draw(CELLS)) for number, name in enumerate(names)
    ]
    load(team, csv_of([("organization", "city", "note"), *rows]))
    first = export(team)
    assert load(team, first).changes_nothing
    assert export(team) == first


@pytest.mark.parametrize("size", [10, 300])
def test_an_export_asks_the_database_as_often_for_many_as_for_few(
    team: Team, size: int, count_queries: Callable[[], AbstractContextManager[Counted]]
) -> None:
    with unit_of_work(team.id):
        for _ in range(size):
            make_partner(team)
    db.session.expire_all()
    with count_queries() as counted:
        export(team)
    assert len(counted.selects) <= 6


TWO = ("Ann Lee; Bo Kay", "Director; Chair", "a{0}@example.org; b{0}@example.org")
THREE = ("Ann Lee; Bo Kay; Cy Poe", "President; Chair; Clerk", f"{TWO[2]}; c{{0}}@example.org")


def lines(count: int, *, sector: str, tier: str, people: tuple[str, str, str]) -> str:
    """A list of so many lines; the addresses of the people are numbered like the line."""
    headings = ["organization", "sector", "tier", "signatory_name", "signatory_title", "email"]
    rows = [
        [f"Service {number}", sector, tier, *(cell.format(number) for cell in people)]
        for number in range(count)
    ]
    return csv_of([headings, *rows])


@pytest.mark.parametrize("size", [20, 200])
def test_an_import_asks_the_database_as_often_for_many_lines_as_for_few(
    team: Team, size: int, count_queries: Callable[[], AbstractContextManager[Counted]]
) -> None:
    with count_queries() as counted:
        done = load(team, lines(size, sector="housing", tier="Engaged", people=TWO))
    assert len(done.new) == size
    assert len(counted.selects) <= MOST_SELECTS


@pytest.mark.parametrize("size", [20, 200])
def test_a_list_that_changes_every_line_asks_as_often_for_many_as_for_few(
    team: Team, size: int, count_queries: Callable[[], AbstractContextManager[Counted]]
) -> None:
    load(team, lines(size, sector="housing", tier="Engaged", people=TWO))
    with count_queries() as counted:
        done = load(team, lines(size, sector="hospital", tier="Anchor", people=THREE))
    assert len(done.changed) == size
    assert len(counted.selects) <= MOST_SELECTS
