"""A seal that others certified, at the levels with time stamps: its revocation lists are kept in the file."""

import datetime as dt
import shutil
from dataclasses import replace

import pytest

from registry.certificates import outside_seals
from registry.certificates.authority import load_authority
from registry.certificates.outside_seals import Source
from registry.certificates.trust import Trust, read_certificates
from registry.pdf.levels import Backing, TimeStampAuthority, augment
from registry.pdf.values import Level
from registry.verification.rules.inspection import examine
from tests.records.making import SECRET, rewritten, sign_record
from tests.records.outsiders import DAY, PASSWORD, make_outsider
from tests.time_authority import TimeAuthority

NOW = dt.datetime.now(dt.UTC)
#: Long after the outside certificate has ended.
YEARS_LATER = NOW + 1000 * DAY


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    """An authority that stamps the time and publishes the revocation lists of the outside seal, too."""
    found = TimeAuthority(tmp_path_factory.mktemp("time"))
    yield found
    found.close()


@pytest.fixture(scope="module")
def trust(record, authority, tmp_path_factory):
    """What is trusted: the record's authority, an outside seal that is used, and the authority's stamps."""
    folder = tmp_path_factory.mktemp("here") / "keys"
    shutil.copytree(record.folder, folder)
    load_authority(folder, secret=SECRET, now=NOW)
    lists = authority.url.replace("/stamp", "/")
    outsider = make_outsider(authority.folder, begins_at=NOW - DAY, ends_at=NOW + 700 * DAY, lists=lists)
    seal = outside_seals.open_seal(Source(outsider.pkcs12, PASSWORD, outsider.roots))
    outside_seals.remember(folder, seal, outsider.roots, now=NOW)
    return Trust.read(folder, authority.folder / "root.pem")


@pytest.fixture(scope="module")
def sealed(record, authority, trust):
    """A record under the outside seal, signed by a person."""
    seal = outside_seals.open_seal(
        Source(authority.folder / "seal.p12", PASSWORD, authority.folder / "roots.pem")
    )
    return sign_record(record.joined, replace(record.authority, seal=seal), now=NOW)[1]


@pytest.fixture(scope="module")
def backing(trust, authority):
    """What levels are reached with."""
    stamps = TimeStampAuthority(authority.url, read_certificates(authority.roots))
    return Backing.of(trust, stamps)


@pytest.fixture
def silent(authority):
    """The authority, whose lists do not answer during the test."""
    authority.lists_answer = False
    yield
    authority.lists_answer = True


@pytest.mark.parametrize("aim", [Level.B_LT, Level.B_LTA])
def test_a_record_under_an_outside_seal_reaches_the_level_and_it_is_found_again(sealed, backing, trust, aim):
    raised = augment(sealed, Level.B_B, aim=aim, backing=backing)
    found = examine(raised.content, trust, dt.datetime.now(dt.UTC))
    assert (raised.level, raised.problem) == (aim, "")
    assert ([one.level for one in found.signatures], found.is_intact) == ([aim, aim], True)


def test_the_lists_of_every_issuer_of_the_outside_seal_are_kept_in_the_file(sealed, backing, authority):
    raised = augment(sealed, Level.B_B, aim=Level.B_LT, backing=backing).content
    assert (authority.folder / "outer-ca.crl").read_bytes() in streams_of(raised)
    assert (authority.folder / "outer-root.crl").read_bytes() in streams_of(raised)


def streams_of(content):
    """The revocation lists that a file keeps."""
    found = []
    rewritten(content, lambda pdf: found.extend(one.read_bytes() for one in pdf.Root.DSS.CRLs))
    return found


def test_where_the_outside_lists_do_not_answer_the_level_stays_and_it_is_said_why(sealed, backing, silent):
    raised = augment(sealed, Level.B_B, aim=Level.B_LT, backing=backing)
    assert (raised.level, raised.problem.startswith("revocation lists: ")) == (Level.B_T, True)


def test_the_level_outlives_the_outside_certificate(sealed, backing, trust):
    raised = augment(sealed, Level.B_B, aim=Level.B_LTA, backing=backing)
    assert examine(raised.content, trust, YEARS_LATER).is_intact
