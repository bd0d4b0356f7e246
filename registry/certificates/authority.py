"""The registry's own certificate authority: created once per installation, with its keys encrypted on disk.

A root signs an issuing authority and revocation lists; the issuing authority signs the seal's certificate and
one certificate for each act of a signatory, whose key exists in memory only. Replaced certificates stay in
`former/` for verification (docs/adr/0008).
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509

from registry.certificates import key_store, revocations
from registry.certificates.x509 import (
    Identity,
    as_pem,
    make_authority,
    make_leaf,
    make_list,
    number_of,
    subject_of,
)

#: A revocation list older than this is renewed, so that it is newer than any certificate that is checked with
#: it.
LISTS_EVERY = dt.timedelta(hours=1)

FILES = ("root", "issuing", "seal")
#: The parts that issue revocation lists.
ISSUERS = ("root", "issuing")


@dataclass(frozen=True)
class Former:
    """A root, issuing authority or seal that was replaced; its own key is destroyed."""

    part: str
    number: int
    certificate: x509.Certificate
    replaced_at: dt.datetime
    #: Signs its later revocation lists in its name; None for a seal.
    list_signer: Identity | None = None

    @property
    def name(self) -> str:
        """The name of its folder."""
        return f"{self.part}-{self.number}"

    @property
    def list_name(self) -> str:
        """The name of its revocation list."""
        return list_name(self.part, self.number)


@dataclass(frozen=True)
class Keys:
    """The content of a folder of keys."""

    root: Identity
    issuing: Identity
    seal: Identity
    #: Newest first.
    former: tuple[Former, ...] = ()

    def number_of(self, part: str) -> int:
        """The number of the present root, issuing authority or seal among its kind, from 1."""
        return 1 + sum(one.part == part for one in self.former)


@dataclass(frozen=True)
class Authority:
    """The installation's authority: root, issuing authority, seal and revocation lists."""

    root: Identity
    issuing: Identity
    seal: Identity
    #: Those of the root and of the issuing authority first, then those of former ones.
    revocation_lists: tuple[x509.CertificateRevocationList, ...]
    #: The address at which the lists are published, without their names; empty when they are not published.
    lists_at: str = ""
    #: The number of this issuing authority, from 1, and the former parts.
    number: int = 1
    former: tuple[Former, ...] = ()
    #: The lists by their published names.
    published: Mapping[str, x509.CertificateRevocationList] = field(default_factory=dict)

    def issue_for(
        self, *, name: str, organization: str, serial: int | None = None, now: dt.datetime
    ) -> Identity:
        """A certificate for one act of one person; its key is created now and stored nowhere."""
        list_at = list_address(self.lists_at, "issuing", self.number)
        subject = subject_of(name, organization)
        return make_leaf(subject, self.issuing, serial=serial, now=now, list_at=list_at)

    def list_signer(self, name: str) -> x509.Certificate | None:
        """The signer of later revocation lists of a former issuer, by the name of its list."""
        signers = [one.list_signer for one in self.former if one.list_signer and one.list_name == name]
        return signers[0].certificate if signers else None

    def root_pem(self) -> bytes:
        """The root certificates, present one first, for people who want to trust them."""
        former = [one.certificate for one in self.former if one.part == "root"]
        return b"".join(map(as_pem, [self.root.certificate, *former]))


#: The opened keys of folders in this process, by folder, secret and state of the folder.
_opened: dict[tuple[Path, str, bytes], Keys] = {}


def load_authority(folder: Path, *, secret: str, now: dt.datetime, lists_at: str = "") -> Authority:
    """The authority stored in a folder; created there once, even if several processes ask at the same time.

    Expired revocation lists are renewed. `lists_at` is the address at which they are published; every
    certificate names it. Raises `KeysLocked`.
    """
    stamp = key_store.stamp_of(folder)
    keys = None if stamp is None else _opened.get((folder, secret, stamp))
    if keys is None or _are_old(folder, keys, now):
        with key_store.alone(folder):
            keys = open_alone(folder, secret=secret, now=now, lists_at=lists_at)
            if _are_old(folder, keys, now):
                renew_lists(folder, keys, now, lists_at=lists_at)
    lists = list(_read_lists(folder, keys))
    return Authority(
        keys.root,
        keys.issuing,
        keys.seal,
        tuple(revocation_list for _name, revocation_list in lists),
        lists_at,
        keys.number_of("issuing"),
        keys.former,
        dict(lists),
    )


def open_alone(folder: Path, *, secret: str, now: dt.datetime, lists_at: str) -> Keys:
    """The keys of a folder, created when it has none. Call inside `key_store.alone`."""
    key_store.finish_switch(folder)
    if key_store.stamp_of(folder) is None:
        key_store.switch(folder, _first_files(secret, now, lists_at))
    stamp = key_store.stamp_of(folder)
    assert stamp is not None
    if (folder, secret, stamp) not in _opened:
        keys = _read(folder, key_store.passphrase(secret, key_store.salt_of(folder)))
        for opened in [one for one in list(_opened) if one[0] == folder]:
            _opened.pop(opened, None)
        _opened[folder, secret, stamp] = keys
    return _opened[folder, secret, stamp]


def renew_lists(
    folder: Path, keys: Keys, now: dt.datetime, *, lists_at: str, only: Sequence[str] = ()
) -> None:
    """Renew revocation lists, each with its next number: those of the present issuers and the named former
    ones.

    The last list of a former issuer is valid to the issuer's end, unless something is revoked afterwards.
    """
    noted = revocations.read(folder)
    for part in ISSUERS:
        name, path = list_name(part, keys.number_of(part)), folder / f"{part}.crl"
        _make_anew(path, getattr(keys, part), revocations.entries(noted, name), now)
    for former in keys.former:
        if former.list_signer and (former.name in only or is_kept_fresh(folder, former)):
            path = folder / "former" / former.name / "list.crl"
            entries = revocations.entries(noted, former.list_name)
            signer_at = f"{lists_at}/{former.list_name}.cer" if lists_at else ""
            _make_anew(path, former.list_signer, entries, now, signer_at=signer_at)


def is_kept_fresh(folder: Path, former: Former) -> bool:
    """Whether a former issuer's last list was later replaced by one signed by its list signer."""
    revocation_list = x509.load_der_x509_crl((folder / "former" / former.name / "list.crl").read_bytes())
    return former.list_signer is not None and revocation_list.is_signature_valid(
        former.list_signer.certificate.public_key()  # type: ignore[arg-type]
    )


def list_name(part: str, number: int) -> str:
    """The name of an issuer's revocation list: `issuing`, then `issuing-2`."""
    return part if number == 1 else f"{part}-{number}"


def published_names(folder: Path) -> list[str]:
    """The names of all revocation lists; needs no secret."""
    counts = {part: 1 + len(list((folder / "former").glob(f"{part}-*"))) for part in ISSUERS}
    return [list_name(part, number) for part in ISSUERS for number in range(counts[part], 0, -1)]


def list_address(lists_at: str, part: str, number: int) -> str:
    """The address of an issuer's revocation list; empty when lists are not published."""
    return f"{lists_at}/{list_name(part, number)}.crl" if lists_at else ""


def make_root(number: int, *, now: dt.datetime) -> Identity:
    """Create a root."""
    return make_authority(_numbered("Partnership Registry Root", number), None, path_length=1, now=now)


def make_issuing(number: int, root: Identity, root_number: int, *, now: dt.datetime, at: str) -> Identity:
    """Create an issuing authority under a root; `at` is where its lists are published."""
    name, list_at = _numbered("Partnership Registry Signing", number), list_address(at, "root", root_number)
    return make_authority(name, root, path_length=0, now=now, list_at=list_at)


def make_seal(number: int, issuing: Identity, issuing_number: int, *, now: dt.datetime, at: str) -> Identity:
    """Create a seal; `at` is where its issuer's lists are published."""
    name = subject_of(_numbered("Partnership Registry Seal", number), "Partnership Registry")
    return make_leaf(name, issuing, now=now, list_at=list_address(at, "issuing", issuing_number))


def _numbered(name: str, number: int) -> str:
    """A name with its number: each authority needs a name of its own, so that lists are not confused."""
    return name if number == 1 else f"{name} {number}"


def _first_files(secret: str, now: dt.datetime, at: str) -> dict[str, bytes]:
    salt = key_store.new_salt()
    root = make_root(1, now=now)
    issuing = make_issuing(1, root, 1, now=now, at=at)
    seal = make_seal(1, issuing, 1, now=now, at=at)
    files = {key_store.SALT: salt}
    for name, identity in zip(FILES, (root, issuing, seal), strict=True):
        files |= identity_files(name, identity, key_store.passphrase(secret, salt))
    for name, identity in zip(ISSUERS, (root, issuing), strict=True):
        files[f"{name}.crl"] = make_list(identity, [], number=1, now=now)
    return files


def identity_files(name: str, identity: Identity, phrase: bytes) -> dict[str, bytes]:
    """The files of an identity: certificate and encrypted key."""
    return {
        f"{name}.pem": as_pem(identity.certificate),
        f"{name}.key": key_store.lock_key(identity.key, phrase),
    }


def former_seals(folder: Path) -> list[tuple[x509.Certificate, dt.datetime]]:
    """The replaced seals, and when each was replaced; needs no secret."""
    return [_read_public(place) for place in sorted((folder / "former").glob("seal-*"))]


def _read(folder: Path, phrase: bytes) -> Keys:
    root, issuing, seal = (_read_identity(folder / name, phrase) for name in FILES)
    former = [_read_former(place, phrase) for place in (folder / "former").glob("*-*")]
    return Keys(root, issuing, seal, tuple(sorted(former, key=lambda one: -one.number)))


def _read_former(place: Path, phrase: bytes) -> Former:
    part, _, number = place.name.partition("-")
    signer = _read_identity(place / "lists", phrase) if part in ISSUERS else None
    return Former(part, int(number), *_read_public(place), signer)


def _read_public(place: Path) -> tuple[x509.Certificate, dt.datetime]:
    certificate = x509.load_pem_x509_certificate((place / "certificate.pem").read_bytes())
    return certificate, dt.datetime.fromisoformat((place / "replaced_at").read_text().strip())


def _read_identity(path: Path, phrase: bytes) -> Identity:
    certificate = x509.load_pem_x509_certificate(path.with_suffix(".pem").read_bytes())
    return Identity(certificate, key_store.open_key(path.with_suffix(".key"), phrase))


def _read_lists(folder: Path, keys: Keys) -> Iterator[tuple[str, x509.CertificateRevocationList]]:
    """Every revocation list with its published name; those in use come first."""
    for part in ISSUERS:
        yield (
            list_name(part, keys.number_of(part)),
            x509.load_der_x509_crl((folder / f"{part}.crl").read_bytes()),
        )
    for former in keys.former:
        if former.part in ISSUERS:
            content = (folder / "former" / former.name / "list.crl").read_bytes()
            yield former.list_name, x509.load_der_x509_crl(content)


def _are_old(folder: Path, keys: Keys, now: dt.datetime) -> bool:
    """Whether the lists in use need renewal; lists valid to their issuer's end do not."""
    lists = [revocation_list for _name, revocation_list in _read_lists(folder, keys)][: len(ISSUERS)]
    return any(revocation_list.last_update_utc + LISTS_EVERY < now for revocation_list in lists)


def _make_anew(
    path: Path,
    signer: Identity,
    entries: Sequence[x509.RevokedCertificate],
    now: dt.datetime,
    *,
    signer_at: str = "",
) -> None:
    number = number_of(x509.load_der_x509_crl(path.read_bytes())) + 1
    key_store.write(path, make_list(signer, entries, number=number, now=now, signer_at=signer_at))
