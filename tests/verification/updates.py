"""What is appended to the file of a record as a further revision, each as a change for an update.

Among them the published attacks on signed and certified PDFs: shadow attacks (hide, replace, hide and
replace), evil annotations, sneaky signatures, signature wrapping.
"""

import io
from collections.abc import Callable
from typing import Any

from pyhanko.pdf_utils import embed, generic
from pyhanko.pdf_utils.content import RawContent
from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, NumberObject, pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import BoxConstraints

from registry.pdf.values import SEAL_FIELD, SIGNATURE_FIELD

VOID = b"q 1 1 1 rg 50 600 500 150 re f 0 g BT /F1 24 Tf 72 700 Td (VOID) Tj ET Q"

Update = Callable[[IncrementalPdfFileWriter], object]


def updated(content: bytes, change: Update) -> bytes:
    """The file with a revision appended, as an honest editor does it."""
    update = IncrementalPdfFileWriter(io.BytesIO(content))
    change(update)
    out = io.BytesIO()
    update.write(out)
    return out.getvalue()


def page_of(update: IncrementalPdfFileWriter, number: int = 0) -> Any:
    """A page of a file with all pages in one list."""
    return update.root["/Pages"]["/Kids"][number]


def nothing(update: IncrementalPdfFileWriter) -> None:
    """Say the same once more."""
    update.update_root()


def append_page(update: IncrementalPdfFileWriter) -> None:
    """Put a page behind the last."""
    pages = update.root["/Pages"]
    page = {"/Type": pdf_name("/Page"), "/Parent": update.root.raw_get("/Pages"), "/MediaBox": box(612, 792)}
    page["/Contents"] = update.add_object(generic.StreamObject(stream_data=VOID))
    pages["/Kids"].append(update.add_object(named(page)))
    pages["/Count"] = NumberObject(len(pages["/Kids"]))
    update.update_container(pages)


def cover_page(update: IncrementalPdfFileWriter) -> None:
    """Put other words over the first page."""
    page = page_of(update)
    stream = update.add_object(generic.StreamObject(stream_data=VOID))
    page["/Contents"] = ArrayObject([page.raw_get("/Contents"), stream])
    update.update_container(page)


def replace_text(update: IncrementalPdfFileWriter) -> None:
    """Write a page's text anew."""
    contents = page_of(update)["/Contents"]
    contents._data, contents._encoded_data = VOID, None
    update.update_container(contents)


def hide_page(update: IncrementalPdfFileWriter) -> None:
    """Take the first page out of the list of pages; it stays in the file."""
    pages = update.root["/Pages"]
    del pages["/Kids"][0]
    pages["/Count"] = NumberObject(1)
    update.update_container(pages)


def miscount_pages(update: IncrementalPdfFileWriter) -> None:
    """Say that there is a page less."""
    pages = update.root["/Pages"]
    pages["/Count"] = NumberObject(1)
    update.update_container(pages)


def exchange_pages(update: IncrementalPdfFileWriter) -> None:
    """Put the pages in another order."""
    pages = update.root["/Pages"]
    pages["/Kids"].reverse()
    update.update_container(pages)


def annotation(kind: str, **more: Any) -> Update:
    """Puts an annotation of a kind on the first page."""

    def add(update: IncrementalPdfFileWriter) -> None:
        page = page_of(update)
        given = {f"/{name}": value for name, value in more.items()}
        place = ArrayObject(map(NumberObject, (50, 600, 400, 700)))
        words = {"/Contents": pdf_string("void"), "/Rect": place, "/F": NumberObject(4)}
        note = named({"/Type": pdf_name("/Annot"), "/Subtype": pdf_name(kind), **words, **given})
        page["/Annots"] = ArrayObject([*page.get("/Annots", ()), update.add_object(note)])
        update.update_container(page)

    return add


add_note = annotation("/FreeText")


def link_to(address: str) -> DictionaryObject:
    """What happens when a link is followed."""
    return named({"/S": pdf_name("/URI"), "/URI": pdf_string(address)})


def draw_over_field(name: str) -> Update:
    """Gives a signature field another look."""

    def change(update: IncrementalPdfFileWriter) -> None:
        field = field_of(update, name)
        look = RawContent(VOID, box=BoxConstraints(160, 40)).as_form_xobject()
        field["/AP"] = named({"/N": update.add_object(look)})
        update.update_container(field)

    return change


def widen_field(update: IncrementalPdfFileWriter) -> None:
    """Spread the seal's field over the page."""
    field = field_of(update, SEAL_FIELD)
    field["/Rect"] = box(612, 792)
    update.update_container(field)


def add_text_field(update: IncrementalPdfFileWriter) -> None:
    """Add a field with words in it."""
    place = ArrayObject(map(NumberObject, (50, 600, 400, 700)))
    widget = {"/Type": pdf_name("/Annot"), "/Subtype": pdf_name("/Widget"), "/FT": pdf_name("/Tx")}
    field = named({**widget, "/T": pdf_string("remark"), "/V": pdf_string("void"), "/Rect": place})
    reference = update.add_object(field)
    form, page = update.root["/AcroForm"], page_of(update)
    form["/Fields"].append(reference)
    page["/Annots"] = ArrayObject([*page.get("/Annots", ()), reference])
    update.update_container(form)
    update.update_container(page)


def replace_font(update: IncrementalPdfFileWriter) -> None:
    """Let the letters of a font be those of another, so that the text reads otherwise."""
    fonts = page_of(update)["/Resources"]["/Font"]
    name = next(iter(fonts))
    plain = {"/Type": pdf_name("/Font"), "/Subtype": pdf_name("/Type1"), "/BaseFont": pdf_name("/Symbol")}
    fonts[pdf_name(name)] = update.add_object(named(plain))
    update.update_container(fonts)


def change_title(update: IncrementalPdfFileWriter) -> None:
    """Call the file something else."""
    update.set_info(named({"/Title": pdf_string("The Statement, version 9")}))


def change_metadata(update: IncrementalPdfFileWriter) -> None:
    """Call the file something else where programs look first."""
    metadata = update.root["/Metadata"]
    metadata._data = metadata.data.replace(b"The Statement", b"The Void Text")
    metadata._encoded_data = None
    update.update_container(metadata)


def run_script(update: IncrementalPdfFileWriter) -> None:
    """Let a script run when the file is opened."""
    script = {"/S": pdf_name("/JavaScript"), "/JS": pdf_string("app.alert('This record is void.')")}
    update.root["/OpenAction"] = update.add_object(named(script))
    update.update_root()


def switch_layer(update: IncrementalPdfFileWriter) -> None:
    """Put the first page's text into a layer that is switched off."""
    layer = update.add_object(named({"/Type": pdf_name("/OCG"), "/Name": pdf_string("text")}))
    shown = named({"/OFF": ArrayObject([layer]), "/Order": ArrayObject([layer])})
    update.root["/OCProperties"] = named({"/OCGs": ArrayObject([layer]), "/D": shown})
    page = page_of(update)
    page["/Resources"]["/Properties"] = named({"/Text": layer})
    around = [generic.StreamObject(stream_data=data) for data in (b"/OC /Text BDC\n", b"\nEMC")]
    before, after = map(update.add_object, around)
    page["/Contents"] = ArrayObject([before, page.raw_get("/Contents"), after])
    for changed in (update.root, page, page["/Resources"]):
        update.update_container(changed)


def add_validation_data(update: IncrementalPdfFileWriter) -> None:
    """Add a store of certificates and revocation lists, an empty one."""
    update.root["/DSS"] = update.add_object(named({"/Type": pdf_name("/DSS"), "/Certs": ArrayObject()}))
    update.update_root()


def lift_certification(update: IncrementalPdfFileWriter) -> None:
    """Let the file no longer say that it is certified."""
    del update.root["/Perms"]
    update.update_root()


def loosen_certification(update: IncrementalPdfFileWriter) -> None:
    """Let the certification allow notes."""
    parameters = update.root["/Perms"]["/DocMDP"]["/Reference"][0]["/TransformParams"]
    parameters["/P"] = NumberObject(3)
    update.update_container(parameters)


def exchange_names(update: IncrementalPdfFileWriter) -> None:
    """Call the seal's field the signature's, and the other way round."""
    sealed, signed = field_of(update, SEAL_FIELD), field_of(update, SIGNATURE_FIELD)
    sealed["/T"], signed["/T"] = pdf_string(SIGNATURE_FIELD), pdf_string(SEAL_FIELD)
    update.update_container(sealed)
    update.update_container(signed)


def exchange_signatures(update: IncrementalPdfFileWriter) -> None:
    """Put the seal into the signature's field, and the other way round."""
    sealed, signed = field_of(update, SEAL_FIELD), field_of(update, SIGNATURE_FIELD)
    first, second = sealed.raw_get("/V"), signed.raw_get("/V")
    sealed["/V"], signed["/V"] = second, first
    update.update_container(sealed)
    update.update_container(signed)


def empty_signature(update: IncrementalPdfFileWriter) -> None:
    """Take the signature out of its field."""
    field = field_of(update, SIGNATURE_FIELD)
    del field["/V"]
    update.update_container(field)


def remove_field(name: str) -> Update:
    """Takes a signature's whole field off the form's list."""

    def change(update: IncrementalPdfFileWriter) -> None:
        form = update.root["/AcroForm"]
        fields = form["/Fields"]
        kept = [fields.raw_get(at) for at in range(len(fields)) if fields[at]["/T"] != name]
        form["/Fields"] = ArrayObject(kept)
        update.update_container(form)

    return change


def wrap_signature(update: IncrementalPdfFileWriter) -> None:
    """Edit a page, and write the signature anew with the bytes it covered before the edit."""
    cover_page(update)
    value = field_of(update, SIGNATURE_FIELD)["/V"]
    value["/Reason"] = pdf_string("Wrapped")
    update.update_container(value)


def attachments_of(update: IncrementalPdfFileWriter) -> Any:
    """The list of attached files: names and files in turn."""
    return update.root["/Names"]["/EmbeddedFiles"]["/Names"]


def remove_attached(update: IncrementalPdfFileWriter) -> None:
    """Take the first attached file off the list."""
    names = attachments_of(update)
    del names[0:2]
    update.update_container(names)


def rename_attached(update: IncrementalPdfFileWriter) -> None:
    """Let two attached files bear each other's names."""
    names = attachments_of(update)
    names[1], names[3] = names.raw_get(3), names.raw_get(1)
    update.update_container(names)


def replace_attached(content: bytes) -> Update:
    """Puts other bytes into the first attached file."""

    def change(update: IncrementalPdfFileWriter) -> None:
        stream = attachments_of(update)[1]["/EF"]["/F"]
        stream._data, stream._encoded_data = content, None
        update.update_container(stream)

    return change


def add_attached(update: IncrementalPdfFileWriter) -> None:
    """Put one more file inside."""
    content = embed.EmbeddedFileObject.from_file_data(update, b"more")
    embed.embed_file(update, embed.FileSpec("more.pdf", embedded_data=content))


def field_of(update: IncrementalPdfFileWriter, name: str) -> Any:
    """A field of the form."""
    fields = update.root["/AcroForm"]["/Fields"]
    return next(fields[at] for at in range(len(fields)) if fields[at]["/T"] == name)


def named(values: dict[str, Any]) -> DictionaryObject:
    """A PDF dictionary."""
    return DictionaryObject({pdf_name(name): value for name, value in values.items()})


def box(width: int, height: int) -> ArrayObject:
    """A rectangle at the page's corner."""
    return ArrayObject(map(NumberObject, (0, 0, width, height)))
