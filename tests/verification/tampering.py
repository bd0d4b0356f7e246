"""Ways in which somebody's file is not the record it is taken for, and what the registry must say of each."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import pikepdf

from registry.certificates import authority as certificate_authority
from registry.certificates import x509
from registry.pdf.signatures import seal
from registry.verification.queries.verdicts import GENUINE, Outcome
from registry.verification.rules.inspection import Flaw
from tests.records import builders
from tests.records.builders import CODE, ORGANIZATION, attach, rewritten
from tests.verification import forgeries, updates
from tests.verification.genuine import EDITION, Genuine
from tests.verification.updates import updated


@dataclass(frozen=True)
class Way:
    """A way to hold a file that is not the record, or not the one it is taken for."""

    name: str
    #: What somebody did, in plain words.
    what: str
    forge: Callable[[Genuine], bytes]
    outcome: Outcome
    #: A flaw, or words that must stand in what the registry says.
    reason: Flaw | str
    file_name: str = f"{CODE}.pdf"

    @property
    def is_refused(self) -> bool:
        """Whether it is no record at all; else it is one, and not the one that its holder thinks."""
        return self.outcome not in GENUINE

    @property
    def sentence(self) -> str:
        """Words that must stand in what the registry says."""
        return self.reason.label if isinstance(self.reason, Flaw) else self.reason


def _record(change: updates.Update) -> Callable[[Genuine], bytes]:
    """The record with a revision appended."""
    return lambda genuine: updated(genuine.signed, change)


def _edition(change: updates.Update) -> Callable[[Genuine], bytes]:
    """The edition with a revision appended."""
    return lambda genuine: updated(genuine.edition, change)


def _signed(change: Callable[[bytes], bytes]) -> Callable[[Genuine], bytes]:
    """The record with other bytes."""
    return lambda genuine: change(genuine.signed)


def _resaved(change: Callable[[pikepdf.Pdf], object] = lambda pdf: None, **how: object):
    """The record saved anew by another program."""
    return lambda genuine: rewritten(genuine.signed, change, **how)


def _locked(user: str):
    return _resaved(encryption=pikepdf.Encryption(owner="owner", user=user))


def _swapped_by_update(genuine: Genuine) -> bytes:
    return updated(genuine.edition, updates.replace_attached(genuine.other))


def _signed_by_stranger(genuine: Genuine) -> bytes:
    person = genuine.stranger.issue_for(name="Zoé Tremblay", organization=ORGANIZATION, now=genuine.made_at)
    reason = f"Record {CODE}: Zoé Tremblay, {ORGANIZATION}"
    return seal.sign(genuine.sealed, seal.Sealing(genuine.stranger), person, reason=reason)


def _signed_too_early(genuine: Genuine) -> bytes:
    late = genuine.made_at + x509.LIFETIME - x509.HEAD_START * 2
    person = genuine.authority.issue_for(name="Zoé Tremblay", organization=ORGANIZATION, now=late)
    reason = f"Record {CODE}: Zoé Tremblay, {ORGANIZATION}"
    return seal.sign(genuine.sealed, seal.Sealing(genuine.authority), person, reason=reason)


def _sealed_by_person(genuine: Genuine) -> bytes:
    person = genuine.authority.issue_for(
        name="Partnership Registry Seal", organization="Partnership Registry", now=genuine.made_at
    )
    return forgeries.sealed_only(genuine.joined, genuine.authority, person, reason=f"Record {CODE}")


def _sealed_by(
    make: Callable[
        [certificate_authority.Authority, certificate_authority.Authority], certificate_authority.Authority
    ],
    genuine: Genuine,
) -> bytes:
    authority = make(genuine.authority, genuine.stranger)
    return forgeries.sealed_only(genuine.joined, authority, authority.seal, reason=f"Record {CODE}")


def _other_text(genuine: Genuine) -> bytes:
    text = rewritten(genuine.joined, forgeries.remove_page)
    return forgeries.sealed_only(text, genuine.stranger, genuine.stranger.seal, reason=f"Record {CODE}")


def _signature_from_other(genuine: Genuine) -> bytes:
    return forgeries.with_signature(genuine.signed, forgeries.signature_in(genuine.other))


def _seal_from_other(genuine: Genuine) -> bytes:
    fake = _sealed_by(lambda ours, stranger: stranger, genuine)
    return forgeries.with_signature(fake, forgeries.signature_in(genuine.sealed))


def _sneaky(genuine: Genuine) -> bytes:
    return forgeries.signed_over(
        genuine.signed, genuine.stranger, name="Zoé Tremblay", organization=ORGANIZATION
    )


def _signed_in_our_name(genuine: Genuine) -> bytes:
    liar = forgeries.in_name_of(genuine.authority, genuine.stranger)
    person = liar.issue_for(name="Zoé Tremblay", organization=ORGANIZATION, now=genuine.made_at)
    reason = f"Record {CODE}: Zoé Tremblay, {ORGANIZATION}"
    return seal.sign(genuine.sealed, seal.Sealing(liar), person, reason=reason)


def _stamped_by_stranger(genuine: Genuine) -> bytes:
    return forgeries.stamped(genuine.signed, genuine.stranger)


def _wrapped(genuine: Genuine) -> bytes:
    return attach(genuine.joined, f"{CODE}.pdf", genuine.signed)


def _merged(genuine: Genuine) -> bytes:
    def add(pdf: pikepdf.Pdf) -> None:
        with pikepdf.open(io.BytesIO(genuine.signed)) as other:
            pdf.add_pages_from(other)

    return rewritten(genuine.joined, add)


def _zipped(genuine: Genuine) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(f"{CODE}.pdf", genuine.signed)
    return out.getvalue()


def _made_again(genuine: Genuine) -> bytes:
    return builders.sign_record(genuine.joined, genuine.authority, now=genuine.made_at)[1]


ALTERED, KNOWN = Outcome.ALTERED, Outcome.KNOWN
JPEG = bytes.fromhex("ffd8ffe000104a464946000101") + bytes(500)

WAYS = (
    # bytes
    Way(
        "bit-in-page",
        "One bit of a page’s text flipped",
        _signed(forgeries.flipped_in_page),
        ALTERED,
        Flaw.BYTES_CHANGED,
    ),
    Way(
        "bit-in-signature",
        "One bit of the signature flipped",
        _signed(forgeries.flipped_in_signature),
        ALTERED,
        Flaw.BYTES_CHANGED,
    ),
    Way(
        "bytes-in-padding",
        "Bytes hidden in the room behind the signature",
        _signed(forgeries.padded),
        ALTERED,
        Flaw.BYTES_CHANGED,
    ),
    Way(
        "signature-in-small-letters",
        "The signature’s digits written in small letters",
        _signed(forgeries.in_small_letters),
        ALTERED,
        "another file is kept",
    ),
    Way(
        "signature-twin",
        "The signature’s number s exchanged for n − s, which the curve accepts too",
        _signed(forgeries.twin_of_signature),
        ALTERED,
        "another file is kept",
    ),
    Way(
        "note-in-signature",
        "An unsigned attribute added inside the signature",
        _signed(forgeries.with_note_in_signature),
        ALTERED,
        "another file is kept",
    ),
    Way(
        "cut-short",
        "The end cut off",
        lambda genuine: genuine.signed[:-900],
        ALTERED,
        Flaw.CUT_SHORT,
    ),
    Way(
        "cut-and-ended",
        "Cut in the middle, an end put on again",
        _signed(forgeries.ended_early),
        Outcome.DAMAGED,
        "damaged",
    ),
    Way(
        "bytes-behind",
        "Bytes put behind the end",
        lambda genuine: genuine.signed + b"\n% more\n",
        ALTERED,
        Flaw.ADDED,
    ),
    Way(
        "file-behind",
        "Another whole PDF put behind the end",
        lambda genuine: genuine.signed + rewritten(genuine.joined, forgeries.remove_page),
        ALTERED,
        Flaw.BYTES_CHANGED,
    ),
    Way(
        "record-behind-another",
        "The record put behind another PDF",
        lambda genuine: genuine.joined + genuine.signed,
        ALTERED,
        Flaw.BYTES_CHANGED,
    ),
    Way(
        "web-page-before",
        "A web page put before the PDF’s first byte, so that the file is both",
        lambda genuine: b"<html><p>void</p></html>\n" + genuine.signed,
        ALTERED,
        Flaw.BYTES_CHANGED,
    ),
    Way(
        "program-before",
        "More than a kilobyte put before the PDF’s first byte",
        lambda genuine: b"MZ" + bytes(2000) + genuine.signed,
        Outcome.NOT_PDF,
        "not a PDF",
    ),
    Way(
        "text-mode",
        "Sent as text: each line’s end changed",
        _signed(forgeries.in_text_mode),
        ALTERED,
        Flaw.BYTES_CHANGED,
    ),
    # appended
    Way("nothing-appended", "Saved again without a change", _record(updates.nothing), ALTERED, Flaw.ADDED),
    Way(
        "page-appended",
        "A page appended by an update",
        _record(updates.append_page),
        ALTERED,
        Flaw.CONTENT_CHANGED,
    ),
    Way(
        "page-covered",
        "Words drawn over a page by an update",
        _record(updates.cover_page),
        ALTERED,
        Flaw.CONTENT_CHANGED,
    ),
    Way(
        "text-replaced",
        "A page’s text replaced by an update",
        _record(updates.replace_text),
        ALTERED,
        Flaw.CONTENT_CHANGED,
    ),
    Way(
        "page-hidden",
        "A page hidden by an update (shadow attack: hide)",
        _record(updates.hide_page),
        ALTERED,
        Flaw.CONTENT_CHANGED,
    ),
    Way(
        "pages-miscounted",
        "The number of pages lowered by an update",
        _record(updates.miscount_pages),
        ALTERED,
        Flaw.CONTENT_CHANGED,
    ),
    Way(
        "pages-exchanged",
        "Two pages exchanged by an update",
        _record(updates.exchange_pages),
        ALTERED,
        Flaw.CONTENT_CHANGED,
    ),
    Way(
        "object-struck-out",
        "An update that only strikes out a page’s text (shadow attack: hide and replace)",
        _signed(forgeries.strike_out),
        ALTERED,
        Flaw.CONTENT_CHANGED,
    ),
    Way(
        "font-replaced",
        "A font replaced by an update (shadow attack: replace)",
        _record(updates.replace_font),
        ALTERED,
        Flaw.CONTENT_CHANGED,
    ),
    Way(
        "layer-off",
        "A page’s text put into a layer that is switched off",
        _record(updates.switch_layer),
        ALTERED,
        Flaw.CONTENT_CHANGED,
    ),
    Way(
        "note", "A note stuck on a page", _record(updates.annotation("/Text")), ALTERED, Flaw.CONTENT_CHANGED
    ),
    Way(
        "free-text",
        "Text typed on a page (evil annotation)",
        _record(updates.add_note),
        ALTERED,
        Flaw.CONTENT_CHANGED,
    ),
    Way(
        "stamp",
        "A stamp put on a page (evil annotation)",
        _record(updates.annotation("/Stamp", Name=updates.pdf_name("/Draft"))),
        ALTERED,
        Flaw.CONTENT_CHANGED,
    ),
    Way(
        "link",
        "A link to elsewhere laid over a page",
        _record(updates.annotation("/Link", A=updates.link_to("https://example.org/"))),
        ALTERED,
        Flaw.CONTENT_CHANGED,
    ),
    Way(
        "redaction",
        "A page’s words marked as struck out",
        _record(updates.annotation("/StrikeOut")),
        ALTERED,
        Flaw.CONTENT_CHANGED,
    ),
    Way(
        "field-value",
        "A form field with words added",
        _record(updates.add_text_field),
        ALTERED,
        Flaw.CONTENT_CHANGED,
    ),
    Way(
        "seal-redrawn",
        "The seal’s look replaced",
        _record(updates.draw_over_field("seal")),
        ALTERED,
        Flaw.CONTENT_CHANGED,
    ),
    Way(
        "signature-redrawn",
        "The signature’s look replaced",
        _record(updates.draw_over_field("signature")),
        ALTERED,
        Flaw.CONTENT_CHANGED,
    ),
    Way(
        "field-widened",
        "The seal’s field spread over the page",
        _record(updates.widen_field),
        ALTERED,
        Flaw.CONTENT_CHANGED,
    ),
    Way("title-changed", "The file’s title changed", _record(updates.change_title), ALTERED, Flaw.ADDED),
    Way(
        "metadata-changed",
        "The file’s metadata changed",
        _record(updates.change_metadata),
        ALTERED,
        Flaw.ADDED,
    ),
    Way(
        "script-added",
        "A script that runs when the file is opened",
        _record(updates.run_script),
        ALTERED,
        Flaw.CONTENT_CHANGED,
    ),
    Way(
        "validation-data-added",
        "Certificates appended as if a higher level were reached",
        _record(updates.add_validation_data),
        ALTERED,
        Flaw.ADDED,
    ),
    # signatures
    Way(
        "signature-removed",
        "The signature removed: the file as it was sealed",
        lambda genuine: genuine.sealed,
        ALTERED,
        Flaw.SIGNATURE_MISSING,
    ),
    Way(
        "rolled-back",
        "Rolled back to before the seal",
        lambda genuine: genuine.joined,
        Outcome.NOT_SIGNED,
        "no signature",
    ),
    Way(
        "signature-emptied",
        "The signature taken out of its field by an update",
        _record(updates.empty_signature),
        ALTERED,
        Flaw.SIGNATURE_MISSING,
    ),
    Way(
        "signature-field-removed",
        "The signature’s field taken away by an update",
        _record(updates.remove_field("signature")),
        ALTERED,
        Flaw.SIGNATURE_MISSING,
    ),
    Way(
        "seal-field-removed",
        "The seal’s field taken away by an update",
        _record(updates.remove_field("seal")),
        Outcome.NOT_OURS,
        f"It names record {CODE}",
    ),
    Way(
        "signature-moved",
        "The signature moved here from another record",
        _signature_from_other,
        ALTERED,
        Flaw.BYTES_CHANGED,
    ),
    Way(
        "seal-moved",
        "The seal of the record moved to another file",
        _seal_from_other,
        ALTERED,
        Flaw.BYTES_CHANGED,
    ),
    Way(
        "names-exchanged",
        "The names of the two signature fields exchanged",
        _record(updates.exchange_names),
        ALTERED,
        Flaw.FIELDS_DIFFER,
    ),
    Way(
        "signatures-exchanged",
        "Seal and signature exchanged between their fields",
        _record(updates.exchange_signatures),
        ALTERED,
        Flaw.FIELDS_DIFFER,
    ),
    Way(
        "time-changed",
        "Another time of signing written into the signature",
        _signed(forgeries.at_another_time),
        ALTERED,
        Flaw.BYTES_CHANGED,
    ),
    Way(
        "signature-null",
        "Nothing where the signature was (universal signature forgery)",
        _signed(forgeries.with_null_signature),
        ALTERED,
        Flaw.BYTES_CHANGED,
    ),
    Way(
        "signature-zero",
        "Zeros where the signature was (universal signature forgery)",
        lambda genuine: forgeries.with_signature(genuine.signed, b"\0"),
        ALTERED,
        Flaw.BYTES_CHANGED,
    ),
    Way(
        "range-missing",
        "A signature that says no more what it covers (universal signature forgery)",
        _signed(forgeries.without_byte_range),
        ALTERED,
        Flaw.BYTES_CHANGED,
    ),
    Way(
        "range-hollow",
        "A signature that says it covers nothing (universal signature forgery)",
        _signed(forgeries.with_hollow_byte_range),
        ALTERED,
        Flaw.BYTES_CHANGED,
    ),
    Way(
        "signature-wrapped",
        "A page edited, the signature written anew with the bytes from before",
        _record(updates.wrap_signature),
        ALTERED,
        Flaw.CONTENT_CHANGED,
    ),
    Way(
        "sneaky-signature",
        "A stranger’s signature that covers a page (sneaky signature)",
        _sneaky,
        ALTERED,
        Flaw.SIGNATURE_FOREIGN,
    ),
    Way(
        "certification-lifted",
        "The certification taken away by an update",
        _record(updates.lift_certification),
        ALTERED,
        Flaw.NOT_CERTIFIED,
    ),
    Way(
        "certification-loosened",
        "The certification made to allow notes by an update",
        _record(updates.loosen_certification),
        ALTERED,
        Flaw.NOT_CERTIFIED,
    ),
    # by others
    Way(
        "stranger-signs",
        "Signed by a stranger who bears the signatory’s name",
        _signed_by_stranger,
        ALTERED,
        Flaw.SIGNATURE_FOREIGN,
    ),
    Way(
        "certificate-in-our-name",
        "Signed with a certificate that claims to be issued by our authority",
        _signed_in_our_name,
        ALTERED,
        Flaw.SIGNATURE_FOREIGN,
    ),
    Way(
        "stranger-stamps",
        "Time-stamped by a stranger",
        _stamped_by_stranger,
        ALTERED,
        Flaw.TIME_STAMP_FOREIGN,
    ),
    Way(
        "another-authority",
        "Sealed and signed by another authority with our names",
        lambda genuine: builders.sign_record(genuine.joined, genuine.stranger, now=genuine.made_at)[1],
        Outcome.NOT_OURS,
        f"It names record {CODE}",
    ),
    Way(
        "self-signed-twin",
        "Sealed with a self-signed certificate with our seal’s names and serial number",
        partial(_sealed_by, forgeries.self_signed_twin),
        Outcome.NOT_OURS,
        f"It names record {CODE}",
    ),
    Way(
        "key-of-another",
        "Sealed with our seal’s own certificate and another key",
        partial(_sealed_by, forgeries.key_of_another),
        ALTERED,
        Flaw.BYTES_CHANGED,
    ),
    Way(
        "person-seals",
        "Sealed with a certificate that we issued to a person",
        _sealed_by_person,
        Outcome.NOT_OURS,
        f"It names record {CODE}",
    ),
    Way(
        "other-text",
        "Another text under the record’s code, sealed by a stranger",
        _other_text,
        Outcome.NOT_OURS,
        f"It names record {CODE}",
    ),
    Way(
        "certificate-not-yet",
        "Signed with a certificate of ours whose time has not come",
        _signed_too_early,
        ALTERED,
        Flaw.SIGNATURE_UNTIMELY,
    ),
    Way(
        "made-again",
        "The same text sealed and signed again, and not kept",
        _made_again,
        ALTERED,
        "another file is kept",
    ),
    # attached
    Way(
        "attached-removed",
        "An edition without one of its records, saved anew",
        lambda genuine: rewritten(genuine.edition, forgeries.drop_attached),
        ALTERED,
        f"not those of the record: {CODE}",
        f"{EDITION}.pdf",
    ),
    Way(
        "attached-swapped",
        "A record in an edition swapped for another, saved anew",
        lambda genuine: rewritten(genuine.edition, forgeries.swap_attached),
        ALTERED,
        f"not those of the record: {CODE}",
        f"{EDITION}.pdf",
    ),
    Way(
        "attached-added",
        "A file put into an edition, saved anew",
        lambda genuine: attach(genuine.edition, "more.pdf", b"more"),
        ALTERED,
        Flaw.REWRITTEN,
        f"{EDITION}.pdf",
    ),
    Way(
        "attached-removed-by-update",
        "A record taken off an edition’s list by an update",
        _edition(updates.remove_attached),
        ALTERED,
        f"not those of the record: {CODE}",
        f"{EDITION}.pdf",
    ),
    Way(
        "attached-swapped-by-update",
        "A record in an edition swapped by an update",
        _swapped_by_update,
        ALTERED,
        f"not those of the record: {CODE}",
        f"{EDITION}.pdf",
    ),
    Way(
        "attached-renamed-by-update",
        "Two records in an edition put under each other’s names by an update",
        _edition(updates.rename_attached),
        ALTERED,
        f"not those of the record: {CODE}",
        f"{EDITION}.pdf",
    ),
    Way(
        "attached-added-by-update",
        "A file put into an edition by an update",
        _edition(updates.add_attached),
        ALTERED,
        Flaw.ADDED,
        f"{EDITION}.pdf",
    ),
    # the whole file
    Way(
        "older-edition",
        "An older edition under the newer one’s file name",
        lambda genuine: genuine.first_edition,
        KNOWN,
        "newer edition",
        f"{EDITION}.pdf",
    ),
    Way(
        "other-record",
        "The record of somebody else under this one’s file name",
        lambda genuine: genuine.other,
        KNOWN,
        f"Its file name says record {CODE}",
    ),
    Way("locked", "Encrypted with a password", _locked("user"), Outcome.ENCRYPTED, "password"),
    Way("locked-open", "Encrypted with an empty password", _locked(""), Outcome.ENCRYPTED, "password"),
    Way("linearized", "Linearized for the web", _resaved(linearize=True), ALTERED, Flaw.REWRITTEN),
    Way("saved-anew", "Saved anew by another program", _resaved(), ALTERED, Flaw.REWRITTEN),
    Way(
        "packed",
        "Made smaller by another program",
        _resaved(object_stream_mode=pikepdf.ObjectStreamMode.generate),
        ALTERED,
        Flaw.REWRITTEN,
    ),
    Way(
        "page-removed",
        "Saved anew without a page",
        _resaved(forgeries.remove_page),
        ALTERED,
        "1 pages; the record has 2",
    ),
    Way(
        "printed",
        "Printed to a new PDF",
        _resaved(forgeries.strip_fields),
        Outcome.NOT_SIGNED,
        "no signature",
    ),
    Way("inside-another", "Put inside another PDF", _wrapped, Outcome.NOT_SIGNED, "no signature"),
    Way("merged", "Its pages put behind those of another PDF", _merged, ALTERED, Flaw.REWRITTEN),
    Way("picture", "A picture called .pdf", lambda genuine: JPEG, Outcome.NOT_PDF, "not a PDF"),
    Way("zipped", "Packed as ZIP and called .pdf", _zipped, Outcome.NOT_PDF, "not a PDF"),
    Way("empty", "An empty file", lambda genuine: b"", Outcome.NOT_PDF, "empty"),
)
