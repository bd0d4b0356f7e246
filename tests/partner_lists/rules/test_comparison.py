"""A list beside the register: what is new, changed and gone, and whom a line means."""

from dataclasses import replace

import pytest

from registry.partner_lists.rules.choices import Choices
from registry.partner_lists.rules.columns import Column
from registry.partner_lists.rules.comparison import Difference, KnownPartner, PersonSaid, compare
from registry.partner_lists.rules.lines import understood
from registry.partner_lists.rules.persons import Person
from registry.partner_lists.rules.sheets import Sheet
from registry.partners.rules.names import fold_name
from registry.partners.rules.partners import Status
from registry.teams.rules import Tier

ANN = Person("Ann Lee", "Director", "ann@example.org")
MAPLE = KnownPartner(
    id=1,
    name="Maple Clinic",
    keys=frozenset({"maple clinic", "maple house"}),
    sector="Primary care",
    city="Ottawa",
    language="en",
    tier=Tier.ANCHOR,
    tier_label="Anchor",
    status=Status.PARTNER,
    on_latest_list=True,
    people=[(7, ANN)],
    extra={"language": "en"},
)
BIRCH = replace(
    MAPLE, id=2, name="Birch House", keys=frozenset({"birch house"}), people=[], tier=None, tier_label=""
)
HEADINGS = ("organization", "sector", "tier", "city", "language", "signatory", "title", "email", "fax")
SAME = ("Maple Clinic", "Primary care", "Anchor", "Ottawa", "en", *("Ann Lee", "Director", "ann@example.org"))


def plan_of(*lines, register=(MAPLE, BIRCH), own=None, left_out=(), headings=HEADINGS):
    """What importing a list of these lines does."""
    sheet = Sheet(list(headings), [(number, list(cells)) for number, cells in enumerate(lines, start=2)])
    return compare(understood(sheet, Choices(left_out=frozenset(left_out))), register, own or {})


def line(**said):
    """The line that says of Maple Clinic what the register has, with some of it otherwise."""
    return [*(dict(zip(HEADINGS, SAME, strict=False)) | said).values()]


def differences(register=(MAPLE,), **said):
    """What a line says otherwise than the register."""
    (match,) = plan_of(line(**said), register=register).matched
    return list(match.differences)


def people(*said, known=(ANN,), former=()):
    """Whom two lines of Maple Clinic speak of otherwise than the register, and whom they mean."""
    numbered = [(7 + place, person) for place, person in enumerate(known)]
    partner = replace(MAPLE, people=numbered, former_people=former)
    lines = [line(signatory=one.name, title=one.title, email=one.email) for one in said]
    (match,) = plan_of(*lines, register=[partner]).matched
    return list(match.people)


# -- new, changed, gone ------------------------------------------------------------------------------


def test_a_list_that_says_what_the_register_has_changes_nothing():
    plan = plan_of(line(), register=[MAPLE])
    assert plan.changes_nothing
    assert [match.partner for match in plan.unchanged] == [MAPLE]


def test_who_is_not_on_the_register_is_new_and_who_is_not_on_the_list_is_gone():
    plan = plan_of(line(organization="Oak Centre"))
    assert [one.name for one in plan.new] == ["Oak Centre"]
    assert list(plan.gone) == [MAPLE, BIRCH]
    assert not plan.changes_nothing


@pytest.mark.parametrize(
    "partner",
    [replace(BIRCH, on_latest_list=False), replace(BIRCH, status=Status.WITHDRAWN)],
    ids=["was gone before", "has left"],
)
def test_who_was_not_on_the_last_list_or_has_left_is_not_gone(partner):
    assert list(plan_of(line(), register=[MAPLE, partner]).gone) == []


def test_who_has_left_and_is_on_the_list_is_told_apart():
    left = replace(MAPLE, status=Status.WITHDRAWN)
    assert [match.partner for match in plan_of(line(), register=[left]).ended] == [left]
    assert plan_of(line()).ended == []


def test_a_line_that_is_left_out_leaves_its_partner_as_it_is():
    plan = plan_of(line(), line(organization="Birch House"), left_out=[3])
    assert (list(plan.gone), set(plan.passed_over)) == ([], {2})


def test_a_former_name_finds_the_partner_and_does_not_rename_it():
    assert differences(organization="MAPLE HOUSE") == []


def test_a_name_borne_now_goes_before_one_that_another_bore():
    other = replace(BIRCH, name="Maple House", keys=frozenset({"maple house"}))
    plan = plan_of(line(organization="Maple House"), register=[MAPLE, other])
    assert [match.partner for match in plan.matched] == [other]


def test_a_second_line_that_means_the_same_partner_by_another_name_is_new():
    plan = plan_of(line(), line(organization="Maple House"), register=[MAPLE])
    assert [one.name for one in plan.new] == ["Maple House"]


# -- what a line says otherwise ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "difference"),
    [
        ({"organization": "MAPLE CLINIC"}, Difference(Column.NAME, "Maple Clinic", "MAPLE CLINIC")),
        ({"sector": "Housing"}, Difference(Column.SECTOR, "Primary care", "Housing")),
        ({"sector": ""}, Difference(Column.SECTOR, "Primary care", "")),
        ({"city": ""}, Difference(Column.CITY, "Ottawa", "")),
        ({"tier": "Observer"}, Difference(Column.TIER, "Anchor", "Observer")),
        ({"tier": "Lead"}, Difference(Column.TIER, "Anchor", "Lead")),
        ({"title": "Chair"}, Difference(Column.SIGNATORY_TITLE, "Director", "Chair")),
        ({"fax": "555"}, Difference("fax", "", "555")),
    ],
)
def test_what_a_line_says_otherwise_is_told_with_what_was(said, difference):
    assert differences(**said) == [difference]
    assert difference.is_of_column is ("fax" not in said)


def test_a_language_is_read_and_its_word_kept_for_the_way_out():
    assert differences(language="French") == [
        Difference(Column.LANGUAGE, "en", "fr"),
        Difference("language", "en", "French"),
    ]


@pytest.mark.parametrize("blank", ["tier", "signatory", "title", "email", "fax"])
def test_a_blank_cell_says_nothing_of_tier_people_and_what_is_only_kept(blank):
    assert differences(**{blank: ""}) == []


def test_a_column_that_the_list_does_not_have_says_nothing():
    plan = plan_of(("Maple Clinic", "Anchor"), register=[MAPLE], headings=("organization", "tier"))
    assert plan.changes_nothing


# -- tiers -------------------------------------------------------------------------------------------


def test_labels_that_nobody_knows_are_asked_about_once_as_first_written():
    plan = plan_of(line(tier="Founding"), line(organization="Birch House", tier="FOUNDING"))
    assert (list(plan.unknown_labels), dict(plan.tiers)) == (["Founding"], {})


def test_the_words_of_the_team_say_which_tier_a_label_means():
    plan = plan_of(line(organization="Oak Centre", tier="Founding"), own={"founding": Tier.ASSOCIATE})
    assert list(plan.unknown_labels) == []
    assert plan.tier_of(plan.new[0]) is Tier.ASSOCIATE


def test_a_blank_label_is_no_tier_and_is_not_asked_about():
    plan = plan_of(line(organization="Oak Centre", tier=""))
    assert (list(plan.unknown_labels), plan.tier_of(plan.new[0])) == ([], None)


# -- whom a line means -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "known"),
    [
        (Person("Ann Roy", "Chair", "ANN@example.org"), ANN),
        (Person("ANN LEE", "Chair", "lee@example.org"), ANN),
        (Person("Ann Lee", "Director"), Person(title="Director")),
        (Person("Ann Lee", "Director", "ann@example.org"), Person("", "director", "")),
    ],
    ids=["by address", "by name", "by title where no name is known", "by title alone"],
)
def test_somebody_known_is_meant_by_address_then_name_then_title(said, known):
    assert people(said, known=[known]) == [PersonSaid(said, 7, 1)]


@pytest.mark.parametrize(
    "said",
    [Person("Bo Roy", "Chair", "bo@example.org"), Person("Bo Roy", "Director", "bo@example.org")],
    ids=["nothing in common", "the same title alone"],
)
def test_somebody_else_is_new(said):
    assert people(said) == [PersonSaid(said, None, 1)]


def test_the_address_goes_before_the_name():
    bo = Person("Bo Roy", "", "bo@example.org")
    said = Person("Ann Lee", "", "bo@example.org")
    assert people(said, known=[ANN, bo]) == [PersonSaid(said, 8, 1)]


def test_two_lines_mean_two_people_and_keep_their_places():
    first, second = Person("Bo Roy", "Chair"), Person("Ann Lee", "President")
    assert people(first, second) == [PersonSaid(first, None, 1), PersonSaid(second, 7, 2)]


def test_who_no_longer_signs_is_passed_over():
    assert people(ANN, known=[], former=[ANN]) == []


# -- what was shown is what is done ------------------------------------------------------------------


def test_two_plans_that_do_the_same_have_one_digest():
    assert plan_of(line(sector="Housing")).digest() == plan_of(line(sector="Housing")).digest()


@pytest.mark.parametrize(
    "other",
    [
        lambda: plan_of(line(sector="Mental health")),
        lambda: plan_of(line(sector="Housing"), register=[MAPLE]),
        lambda: plan_of(line(sector="Housing"), register=[replace(MAPLE, sector="Acute care"), BIRCH]),
        lambda: plan_of(line(sector="Housing"), line(organization="Birch House"), left_out=[3]),
    ],
    ids=["another list", "a partner fewer", "the register changed", "a line left out"],
)
def test_a_plan_that_does_something_else_has_another(other):
    assert plan_of(line(sector="Housing")).digest() != other().digest()


def test_keys_are_folded_names():
    assert plan_of(line(organization="Élan Côté")).new[0].key == fold_name("ELAN COTE")
