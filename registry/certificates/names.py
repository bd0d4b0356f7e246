"""Names in certificates: shortened to X.509's limit, and compared even when the comparison rules of X.509
fail. RFC 5280 compares names after a preparation that knows only the characters of Unicode 3.2 and one
writing direction (RFC 4518). People's names contain other characters too. When the preparation refuses a
name, its characters are compared unprepared, which is stricter. The full names are in the text of the
signature and in the record.
"""

import unicodedata
from collections.abc import Iterator

from asn1crypto import x509
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.path import ValidationPath
from pyhanko_certvalidator.registry import PathBuilder
from pyhanko_certvalidator.util import CancelableAsyncIterator

#: The most bytes (UTF-8) of a name in a certificate. X.520 allows 64 letters; the libraries count bytes.
ROOM = 64
CUT = "…"
#: Characters that belong to the letter before them: joiners, and modifiers of a picture's form or skin
#: colour.
_JOINER = "\u200d"
_JOINING = (_JOINER, "\u200c", "\ufe0e", "\ufe0f", *map(chr, range(0x1F3FB, 0x1F400)))
#: The class of the mark that binds a letter of an Indic script to the next letter.
_VIRAMA = 9
_REGIONAL = range(0x1F1E6, 0x1F200)


def in_room(name: str) -> str:
    """A name shortened, where needed, to fit into a certificate, cut between two graphemes."""
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
    """The graphemes of a text: characters with their combining marks, joined pictures and flags as one."""
    letter = ""
    for sign in text:
        if letter and not _goes_on(letter, sign):
            yield letter
            letter = ""
        letter += sign
    if letter:
        yield letter


def whole(name: str, organization: str, reason: str) -> tuple[str, str]:
    """A signatory and their organization as named in the signature's text, when the certificate has shortened
    them.

    The text ends in `name, organization`; when it does not, the certificate's words are returned.
    """
    _, _, said = reason.partition(": ")
    before, comma, after = said.rpartition(f", {organization.removesuffix(CUT)}")
    if not comma or not before.startswith(name.removesuffix(CUT)):
        return name, organization
    return before, organization.removesuffix(CUT) + after


def for_all_names(context: ValidationContext) -> ValidationContext:
    """Make a validation context accept certificates with names in any script."""
    context.path_builder = _PathBuilder(context.path_builder.trust_manager, context.path_builder.registry)
    return context


def make_comparable(certificate: x509.Certificate) -> None:
    """Let the subject of a certificate be compared character by character when the preparation refuses it."""
    for part in certificate.subject.chosen:
        for value in part:
            try:
                _ = value.prepped_value
            except ValueError:
                value._prepped = value["value"].native  # where asn1crypto stores the prepared form


class _PathBuilder(PathBuilder):
    """Builds paths from a certificate to a root, for names with any characters."""

    def async_build_paths_lazy(
        self, end_entity_cert: x509.Certificate
    ) -> CancelableAsyncIterator[ValidationPath]:
        """The paths, most direct first."""
        make_comparable(end_entity_cert)
        return super().async_build_paths_lazy(end_entity_cert)


def _goes_on(letter: str, sign: str) -> bool:
    """Whether a character continues the grapheme before it."""
    if unicodedata.category(sign) in ("Mn", "Mc", "Me") or sign in _JOINING:
        return True
    if letter[-1] == _JOINER or unicodedata.combining(letter[-1]) == _VIRAMA:
        return True
    return len(letter) == 1 and ord(letter) in _REGIONAL and ord(sign) in _REGIONAL
