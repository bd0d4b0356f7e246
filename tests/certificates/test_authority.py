"""The authority's certificates and its revocation lists."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography import x509

from registry.certificates.authority import LISTS_EVERY, Authority, load_authority
from registry.certificates.x509 import NEXT_LIST_WITHIN
from tests.records.builders import MADE_AT, SECRET

AT = "https://registry.example/verify"


def load(folder: Path, now: dt.datetime = MADE_AT) -> Authority:
    """The authority of a folder, at a moment."""
    return load_authority(folder, secret=SECRET, now=now, lists_at=AT)


def numbers(authority: Authority) -> list[int]:
    """The numbers of its revocation lists."""
    found = [one.extensions.get_extension_for_class(x509.CRLNumber) for one in authority.revocation_lists]
    return [one.value.crl_number for one in found]


def list_address(certificate: x509.Certificate) -> str:
    """Where a certificate says that its revocation list is."""
    [place] = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    assert place.full_name is not None
    return str(place.full_name[0].value)


@pytest.mark.parametrize("later", [dt.timedelta(0), LISTS_EVERY])
def test_young_lists_are_kept(tmp_path, later):
    assert load(tmp_path, MADE_AT).revocation_lists == load(tmp_path, MADE_AT + later).revocation_lists


def test_old_lists_are_made_anew_with_the_next_number(tmp_path):
    load(tmp_path)
    later = MADE_AT + LISTS_EVERY + dt.timedelta(seconds=1)
    renewed = load(tmp_path, later)
    assert numbers(renewed) == [2, 2]
    assert {one.last_update_utc for one in renewed.revocation_lists} == {later}
    assert {one.next_update_utc for one in renewed.revocation_lists} == {later + NEXT_LIST_WITHIN}


def test_a_list_is_never_older_than_a_certificate_of_the_same_moment(tmp_path):
    load(tmp_path)
    authority = load(tmp_path, MADE_AT + LISTS_EVERY)
    person = authority.issue_for(name="Zoé", organization="Clinic", now=MADE_AT + LISTS_EVERY)
    assert person.certificate.not_valid_before_utc <= authority.revocation_lists[1].last_update_utc


def test_lists_renewed_by_many_at_once_are_renewed_once(tmp_path):
    load(tmp_path)
    later = MADE_AT + dt.timedelta(days=1)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: load(tmp_path, later), range(8)))
    assert [numbers(one) for one in found] == [[2, 2]] * 8


def test_every_certificate_below_the_root_says_where_its_list_is(tmp_path):
    authority = load(tmp_path)
    person = authority.issue_for(name="Zoé", organization="Clinic", now=MADE_AT)
    assert list_address(authority.issuing.certificate) == f"{AT}/root.crl"
    assert list_address(authority.seal.certificate) == f"{AT}/issuing.crl"
    assert list_address(person.certificate) == f"{AT}/issuing.crl"


def test_a_list_signed_by_its_issuer_is_published(tmp_path):
    authority = load(tmp_path, MADE_AT)
    root_list, issuing_list = authority.revocation_lists
    assert root_list.is_signature_valid(authority.root.certificate.public_key())
    assert issuing_list.is_signature_valid(authority.issuing.certificate.public_key())
