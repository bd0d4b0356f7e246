"""A file that takes long to examine: many pages, then signature upon signature."""

import io

import pikepdf
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner

from registry.certificates.authority import Authority
from registry.pdf.signatures.seal import RESERVED
from registry.pdf.signatures.signer import library_signer
from tests.records.builders import MADE_AT


def signed_often(authority: Authority, *, times: int, pages: int, mark: str = "") -> bytes:
    """A file of so many pages with so many signatures; another `mark` makes another file."""
    content = _many_pages(pages, mark)
    person = authority.issue_for(name="Zoé Tremblay", organization="Invented Clinic", now=MADE_AT)
    signer = library_signer(person, (authority.issuing.certificate,))
    for number in range(times):
        metadata = PdfSignatureMetadata(field_name=f"signature-{number}", md_algorithm="sha256")
        out = io.BytesIO()
        PdfSigner(metadata, signer, new_field_spec=SigFieldSpec(metadata.field_name)).sign_pdf(
            IncrementalPdfFileWriter(io.BytesIO(content)), output=out, bytes_reserved=RESERVED
        )
        content = out.getvalue()
    return content


def _many_pages(count: int, mark: str) -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        for number in range(count):
            pdf.add_blank_page()
            pdf.pages[-1].Contents = pdf.make_stream(b"%% page %d " % number + b" " * 100)
        pdf.docinfo["/Subject"] = mark
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable, compress_streams=False)
    return out.getvalue()
