"""Replaces keys by new ones, and re-encrypts them with another secret: each completely or not at all."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509

from registry.certificates import key_store, revocations
from registry.certificates.authority import (
    FILES,
    ISSUERS,
    Keys,
    identity_files,
    list_name,
    make_issuing,
    make_root,
    make_seal,
    open_alone,
    renew_lists,
)
from registry.certificates.revocations import Revocation
from registry.certificates.x509 import Identity, as_pem, make_list, make_list_signer, number_of
from registry.errors import N_
from registry.labels import Labelled


class Part(Labelled):
    """A part of the authority that can be replaced, together with everything below it."""

    ROOT = "root", N_("Root")
    ISSUING = "issuing", N_("Issuing authority")
    SEAL = "seal", N_("Seal")

    @property
    def replaced(self) -> tuple[str, ...]:
        """The parts that are replaced with it."""
        return FILES[FILES.index(self.value) :]


@dataclass(frozen=True)
class Vault:
    """A folder of keys and the secret that unlocks it."""

    folder: Path
    secret: str = field(repr=False)
    #: The address at which revocation lists are published.
    lists_at: str = ""


def rotate(place: Vault, part: Part, *, note: Callable[[str, int, Identity], None], now: dt.datetime) -> None:
    """Replace a part of the authority and everything below it; former certificates stay for verification.

    Former private keys are destroyed. `note` is called with name, number and identity of each new part before
    any file is replaced. Raises `KeysLocked`.
    """
    with key_store.alone(place.folder):
        old = open_alone(place.folder, secret=place.secret, now=now, lists_at=place.lists_at)
        phrase = key_store.passphrase(place.secret, key_store.salt_of(place.folder))
        new = _anew(old, part, now=now, at=place.lists_at)
        files: dict[str, bytes] = {}
        for name in part.replaced:
            files |= _former_files(place.folder, old, name, phrase, now)
            files |= identity_files(name, new[name], phrase)
        for name in set(part.replaced) & set(ISSUERS):
            files[f"{name}.crl"] = make_list(new[name], [], number=1, now=now)
        for name in part.replaced:
            note(name, old.number_of(name) + 1, new[name])
        key_store.switch(place.folder, files)


def revoke(place: Vault, revocation: Revocation, *, now: dt.datetime) -> None:
    """Store a revocation and publish it in its issuer's list at once."""
    with key_store.alone(place.folder):
        keys = open_alone(place.folder, secret=place.secret, now=now, lists_at=place.lists_at)
        revocations.note(place.folder, revocation)
        former = [one.name for one in keys.former if one.list_name == revocation.issuer]
        renew_lists(place.folder, keys, now, lists_at=place.lists_at, only=former)


def relock(place: Vault, old_secret: str, *, note: Callable[[], None]) -> bool:
    """Re-encrypt every key with the secret of this vault; False when it already is.

    The new files are complete before the first old one is removed; a crash leaves all old or all new ones.
    `note` is called before the switch.
    """
    with key_store.alone(place.folder):
        key_store.finish_switch(place.folder)
        if key_store.stamp_of(place.folder) is None or _opens(place.folder, place.secret):
            return False
        old, salt = key_store.passphrase(old_secret, key_store.salt_of(place.folder)), key_store.new_salt()
        new = key_store.passphrase(place.secret, salt)
        files = {
            str(path.relative_to(place.folder)): key_store.lock_key(key_store.open_key(path, old), new)
            for path in _key_files(place.folder)
        }
        note()
        key_store.switch(place.folder, files | {key_store.SALT: salt})
        return True


def _opens(folder: Path, secret: str) -> bool:
    try:
        key_store.open_key(folder / "root.key", key_store.passphrase(secret, key_store.salt_of(folder)))
    except key_store.KeysLocked:
        return False
    return True


def _key_files(folder: Path) -> list[Path]:
    return [*(folder / f"{name}.key" for name in FILES), *(folder / "former").glob("*/lists.key")]


def _anew(old: Keys, part: Part, *, now: dt.datetime, at: str) -> dict[str, Identity]:
    """The identities after a rotation."""
    numbers = {name: old.number_of(name) + (name in part.replaced) for name in FILES}
    root = make_root(numbers["root"], now=now) if part is Part.ROOT else old.root
    issuing = (
        make_issuing(numbers["issuing"], root, numbers["root"], now=now, at=at)
        if "issuing" in part.replaced
        else old.issuing
    )
    seal = make_seal(numbers["seal"], issuing, numbers["issuing"], now=now, at=at)
    return {"root": root, "issuing": issuing, "seal": seal}


def _former_files(folder: Path, old: Keys, part: str, phrase: bytes, now: dt.datetime) -> dict[str, bytes]:
    """The files that remain of a replaced part: its certificate and the date; for an issuer also its last
    list, valid to its end, and a signer for later lists in case something is revoked.
    """
    identity: Identity = getattr(old, part)
    place = f"former/{part}-{old.number_of(part)}"
    files = {
        f"{place}/certificate.pem": as_pem(identity.certificate),
        f"{place}/replaced_at": now.isoformat().encode(),
    }
    if part in ISSUERS:
        signer = make_list_signer(identity, old.root, now=now)
        files |= identity_files(f"{place}/lists", signer, phrase)
        files[f"{place}/list.crl"] = _last_list(folder, identity, part, old, now)
    return files


def _last_list(folder: Path, identity: Identity, part: str, old: Keys, now: dt.datetime) -> bytes:
    revocation_list = x509.load_der_x509_crl((folder / f"{part}.crl").read_bytes())
    entries = revocations.entries(revocations.read(folder), list_name(part, old.number_of(part)))
    until = identity.certificate.not_valid_after_utc
    return make_list(identity, entries, number=number_of(revocation_list) + 1, now=now, until=until)
