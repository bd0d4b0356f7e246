"""Records and editions as the registry made them, for whoever tampers with them."""

import datetime as dt
import io
from dataclasses import dataclass
from pathlib import Path

from pyhanko.pdf_utils.reader import PdfFileReader

from registry.certificates import authority as certificate_authority
from registry.files.fingerprints import fingerprint_of
from registry.pdf import render
from registry.pdf.merge import append_pages
from registry.pdf.signatures import seal
from registry.records.models import Record
from registry.teams.models import Team
from tests.records import builders
from tests.records.builders import CODE, MADE_AT, ORGANIZATION, attach

OTHER = "0THE-0THE-0THE-0THE"
FIRST_EDITION, EDITION = "ED01-ED01-ED01-ED01", "ED02-ED02-ED02-ED02"
SIGNATURE_LINE = '<p><input type="checkbox" name="signature" title="Signature of Zoé"></p>'


@dataclass(frozen=True)
class Genuine:
    """Files as the registry made them, and a stranger with an authority whose names are ours."""

    made_at: dt.datetime
    #: Where the keys of the authority are.
    folder: Path
    authority: certificate_authority.Authority
    stranger: certificate_authority.Authority
    #: A signed commitment before it was sealed, once it was, and as it was given out.
    joined: bytes
    sealed: bytes
    signed: bytes
    #: The record of somebody else on the same text.
    other: bytes
    #: Two editions of that text: with the first record inside, then with both.
    first_edition: bytes
    edition: bytes

    @property
    def records(self) -> dict[str, bytes]:
        """The files that are given out, by their codes."""
        return {
            CODE: self.signed,
            OTHER: self.other,
            FIRST_EDITION: self.first_edition,
            EDITION: self.edition,
        }


def make_genuine(folder: Path, now: dt.datetime = MADE_AT) -> Genuine:
    """All genuine files, with keys below this folder that are valid from now on."""
    made = builders.make_record(folder / "keys", now)
    stranger = certificate_authority.load_authority(folder / "stranger", secret="another secret", now=now)
    _sealed, other = builders.sign_record(made.joined, made.authority, code=OTHER, now=now)
    first = attach(edition_pages(), f"{CODE}.pdf", made.signed)
    second = attach(first, f"{OTHER}.pdf", other)
    return Genuine(
        made_at=now,
        folder=made.folder,
        authority=made.authority,
        stranger=stranger,
        joined=made.joined,
        sealed=made.sealed,
        signed=made.signed,
        other=other,
        first_edition=_sealed_as(first, made.authority, FIRST_EDITION),
        edition=_sealed_as(second, made.authority, EDITION),
    )


def keep_all(genuine: Genuine, team: Team) -> list[Record]:
    """Note the genuine files as records of a team; to be called inside `unit_of_work()`."""
    inside = {code: fingerprint_of(genuine.records[code]) for code in (CODE, OTHER)}
    first = {CODE: inside[CODE]}
    facts = {
        CODE: {"organization": ORGANIZATION},
        OTHER: {"organization": "Clinic"},
        FIRST_EDITION: _edition_facts(1, first),
        EDITION: _edition_facts(2, inside),
    }
    return [
        builders.keep(content, team, facts=facts[code], code=code, serials=_serials_of(content))
        for code, content in genuine.records.items()
    ]


def _serials_of(content: bytes) -> list[str]:
    found = PdfFileReader(io.BytesIO(content)).embedded_signatures
    return [f"{one.signer_cert.serial_number:x}" for one in found]


def _edition_facts(number: int, attached: dict[str, str]) -> dict[str, object]:
    return {
        "edition": number,
        "signatures": len(attached),
        "requested_at": MADE_AT.isoformat(),
        "attached": attached,
        "document": {"en": "The Statement", "fr": "L’énoncé"},
        "version": 1,
        "fingerprint": "f" * 64,
        "team": {"en": "Team", "fr": "Équipe"},
    }


def edition_pages() -> bytes:
    own = builders.OWN.replace(SIGNATURE_LINE, "")
    body = render.render_pdf(builders.BODY, render.Margins(header="Team", footer="Version 1", has_cover=True))
    return append_pages(
        body, render.render_pdf(own, render.Margins(header="Team", footer="Edition", first_page=2))
    )


def _sealed_as(content: bytes, authority: certificate_authority.Authority, code: str) -> bytes:
    return seal.seal(content, seal.Sealing(authority), reason=f"Record {code}")
