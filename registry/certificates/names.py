"""Names in certificates: cut to the room that X.509 has, compared even where its rules for comparing give up.

RFC 5280 compares names after a preparation that knows the letters of Unicode 3.2 and one direction of writing
(RFC 4518). People's names have other letters too; where the preparation refuses one, its letters as they
stand are compared, which is stricter. Whole names stand in the signature's own text and in the record.
"""

import unicodedata
from collections.abc import Iterator

from asn1crypto import x509
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.path import ValidationPath
from pyhanko_certvalidator.registry import PathBuilder
from pyhanko_certvalidator.util import CancelableAsyncIterator

#: Bytes of a name in UTF-8 that certificates have room for: 64, by X.520 letters, by the libraries bytes.
ROOM = 64
CUT = "…"
#: Signs that belong to the letter before them: joiners, and what gives a picture its form or skin.
_JOINER = "\u200d"
_JOINING = (_JOINER, "\u200c", "\ufe0e", "\ufe0f", *map(chr, range(0x1F3FB, 0x1F400)))
#: Class of the mark that binds a letter of an Indic script to the next one.
_VIRAMA = 9
_REGIONAL = range(0x1F1E6, 0x1F200)


def in_room(name: str) -> str:
    """A name, cut between two letters as they are read where a certificate has no room for it."""
    if len(name.encode()) <= ROOM:
        return name
    kept, left = "", ROOM - len(CUT.encode())
    for letter in graphemes(name):
        left -= len(letter.encode())
        if left < 0:
            break
        kept += letter
    return kept.rstrip() + CUT


def graphemes(text: str) -> Iterator[str]:
    """The letters of a text as a reader counts them: with their marks, joined pictures and flags as one."""
    letter = ""
    for sign in text:
        if letter and not _goes_on(letter, sign):
            yield letter
            letter = ""
        letter += sign
    if letter:
        yield letter


def whole(name: str, organization: str, reason: str) -> tuple[str, str]:
    """A signatory and their organization as the signature's own text names them, where a certificate has cut.

    The text ends in `name, organization`; where it says nothing of the kind, the certificate's words stay.
    """
    _, _, said = reason.partition(": ")
    before, comma, after = said.rpartition(f", {organization.removesuffix(CUT)}")
    if not comma or not before.startswith(name.removesuffix(CUT)):
        return name, organization
    return before, organization.removesuffix(CUT) + after


def for_all_names(context: ValidationContext) -> ValidationContext:
    """A context of validation that takes certificates with names of any letters."""
    context.path_builder = _PathBuilder(context.path_builder.trust_manager, context.path_builder.registry)
    return context


def make_comparable(certificate: x509.Certificate) -> None:
    """Let the subject of a certificate be compared letter for letter where the preparation refuses it."""
    for part in certificate.subject.chosen:
        for value in part:
            try:
                _ = value.prepped_value
            except ValueError:
                value._prepped = value["value"].native  # where asn1crypto keeps what it has prepared


class _PathBuilder(PathBuilder):
    """Finds the way from a certificate to a root, whatever letters the name in it has."""

    def async_build_paths_lazy(
        self, end_entity_cert: x509.Certificate
    ) -> CancelableAsyncIterator[ValidationPath]:
        """The ways, the first first."""
        make_comparable(end_entity_cert)
        return super().async_build_paths_lazy(end_entity_cert)


def _goes_on(letter: str, sign: str) -> bool:
    """Whether a sign belongs to the letter before it."""
    if unicodedata.category(sign) in ("Mn", "Mc", "Me") or sign in _JOINING:
        return True
    if letter[-1] == _JOINER or unicodedata.combining(letter[-1]) == _VIRAMA:
        return True
    return len(letter) == 1 and ord(letter) in _REGIONAL and ord(sign) in _REGIONAL
