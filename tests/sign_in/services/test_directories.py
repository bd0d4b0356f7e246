"""Who comes back from a directory: known by its own name for them, the first time by their address."""

import datetime as dt

import pytest

from registry.audit import queries as audit_queries
from registry.database.transactions import unit_of_work
from registry.errors import RuleBroken
from registry.security import actors
from registry.sign_in.queries import directories as directory_queries
from registry.sign_in.queries.directories import Provider
from registry.sign_in.rules.events import SignInEvent
from registry.sign_in.rules.sign_in import Factor
from registry.sign_in.services import directories
from tests.acts import act_of
from tests.factories import NOW, make_user

LATER = NOW + dt.timedelta(days=1)
LARKSPUR = Provider(
    "larkspur", "Larkspur", "https://id.larkspur.example", "us", "hush", {"larkspur.example": "Larkspur"}
)
MANAGED = Provider(**vars(LARKSPUR) | {"manages_addresses": True})
ROBIN = {"sub": "r-1", "email": "Robin@larkspur.example", "email_verified": True}


@pytest.fixture
def robin(session):
    """An account at an address of the directory’s domain."""
    with unit_of_work():
        return make_user(email="robin@larkspur.example")


def come(now=NOW, provider=LARKSPUR, **claims):
    with unit_of_work():
        return directories.account_of(provider, ROBIN | claims, act=act_of(actors.REGISTRY, now))


def test_the_first_time_the_address_tells_who_it_is_and_the_trail_tells_of_it(robin):
    assert come() == robin
    (linked,) = directory_queries.identities_of(robin.id)
    assert (linked.issuer, linked.subject, linked.linked_at) == (LARKSPUR.issuer, "r-1", NOW)
    assert audit_queries.events_about(None, ("user", robin.id))[0].tag == SignInEvent.FACTOR_ADDED


def test_from_then_on_the_directorys_own_name_tells_whatever_the_address(robin):
    come()
    assert come(LATER, email="somebody@elsewhere.example", email_verified=False) == robin
    (linked,) = directory_queries.identities_of(robin.id)
    assert (linked.linked_at, linked.used_at) == (NOW, LATER)


def test_nobody_gets_an_account_by_coming(session):
    with pytest.raises(RuleBroken, match="there is no account here"):
        come()


@pytest.mark.parametrize("subject", ["", "s" * 256])
def test_who_has_no_name_there_is_nobody(robin, subject):
    with pytest.raises(RuleBroken, match="did not work"):
        come(sub=subject)
    assert directory_queries.identities_of(robin.id) == []


@pytest.mark.parametrize(
    "claims",
    [
        {"email_verified": False},
        {"email_verified": "true"},
        {"email_verified": None},
        {"email": "robin@other.example"},
        {"email": "robin@sub.larkspur.example"},
        {"email": ""},
    ],
)
@pytest.mark.parametrize("provider", [LARKSPUR, MANAGED], ids=["says so", "manages addresses"])
def test_an_address_that_is_not_vouched_for_is_not_believed(claims, provider):
    with pytest.raises(RuleBroken, match="does not say that this e-mail address is yours"):
        directories.vouched_address(provider, ROBIN | claims)


def test_a_directory_that_says_nothing_of_addresses_is_believed_where_it_gives_them_itself():
    silent = {"sub": "r-1", "email": "Robin@Larkspur.example"}
    assert directories.vouched_address(MANAGED, silent) == "robin@larkspur.example"
    with pytest.raises(RuleBroken):
        directories.vouched_address(LARKSPUR, silent)


@pytest.mark.parametrize(
    ("methods", "factor"),
    [
        (["pwd", "mfa"], Factor.DIRECTORY_STRONG),
        (["hwk"], Factor.DIRECTORY_STRONG),
        (["pwd"], Factor.DIRECTORY),
        ([], Factor.DIRECTORY),
        ("mfa", Factor.DIRECTORY),
        ([{"mfa": 1}], Factor.DIRECTORY),
        (None, Factor.DIRECTORY),
    ],
)
def test_more_than_a_password_counts_where_the_directory_lists_it(methods, factor):
    assert directories.factors_of({"amr": methods}) == {factor}
