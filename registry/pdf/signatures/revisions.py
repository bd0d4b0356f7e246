"""Appends one signature to a file, as a revision of its own (ISO 32000-1, 7.5.6 and 12.8).

What was there stays byte for byte. Files are those of `registry.pdf.merge.save`, with plain cross-reference
tables; what a revision must know of one is read once, and is the same for all files filled from one template.
"""

import hashlib
import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pikepdf
from pikepdf import Name, Pdf

#: Where the newest trailer and the place of its table are looked for, in bytes from the end.
_TAIL = 4096
_TRAILER = re.compile(rb"trailer\s*<<(.*?)>>\s*startxref\s+(\d+)\s+%%EOF\s*\Z", re.S)
_SIZE = re.compile(rb"/Size\s+(\d+)")
_INFO = re.compile(rb"/Info\s+\d+\s+\d+\s+R")
_IDENTIFIER = re.compile(rb"/ID\s*\[\s*(<[0-9A-Fa-f]*>)")
#: Room for the offsets and lengths of the signed bytes.
_RANGE_WIDTH = 60


class NotRevisable(ValueError):
    """The file was not written by the registry, and no revision is appended to it."""


@dataclass(frozen=True)
class Field:
    """An empty signature field: its object's number and entries, and its size on the page in points."""

    number: int
    entries: bytes
    width: float
    height: float


@dataclass(frozen=True)
class Frame:
    """What must be known of a file before a signature is appended: its catalog and its empty fields."""

    root: int
    #: The entries of the catalog.
    catalog: bytes
    fields: Mapping[str, Field]


@dataclass(frozen=True)
class Approval:
    """What a signature says of itself, beside its container."""

    field: str
    #: The entries of the signature's dictionary.
    entries: bytes
    #: Content of the field's picture, and its width and height.
    drawing: bytes
    box: tuple[float, float]
    #: Whether it certifies the file; the catalog then points to it, and says what else is new in it.
    certifies: bool = False
    catalog: bytes = b""


def frame_of(content: bytes) -> Frame:
    """Read what must be known of a file."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return Frame(pdf.Root.objgen[0], entries_of(pdf.Root), _fields(pdf))


def _fields(pdf: Pdf) -> dict[str, Field]:
    fields: dict[str, Field] = {}
    if "/AcroForm" not in pdf.Root:
        return fields
    for field in pdf.Root.AcroForm.Fields:
        if field.get("/FT") != Name.Sig or "/Rect" not in field:
            continue
        left, bottom, right, top = map(float, field.Rect)
        plain = entries_of(field, without=("/AP", "/V"))
        fields[str(field.T)] = Field(field.objgen[0], plain, right - left, top - bottom)
    return fields


def entries_of(dictionary: pikepdf.Object, without: tuple[str, ...] = ()) -> bytes:
    """The entries of a dictionary as they are written, without its brackets."""
    return b"".join(
        f"{key} ".encode() + _written(value) + b"\n"
        for key, value in dictionary.items()
        if key not in without
    )


def _written(value: object) -> bytes:
    if not isinstance(value, pikepdf.Object):
        return pikepdf.Array([value]).unparse()[1:-1].strip()  # a number or a truth value
    return b"%d %d R" % value.objgen if value.is_indirect else value.unparse()


def append_signature(
    content: bytes, frame: Frame, approval: Approval, contain: Callable[[bytes], bytes], *, room: int
) -> bytes:
    """Append a signature to one of the file's fields.

    `contain` makes the signature's container of the SHA-256 digest of the signed bytes; it may be as long as
    half of `room`, which is counted in hexadecimal digits.
    """
    found = _TRAILER.search(content[-_TAIL:])
    if found is None or approval.field not in frame.fields:
        raise NotRevisable("no plain trailer, or no such field")
    size = int(_only(_SIZE, found[1]))
    field, picture, signature = frame.fields[approval.field], size, size + 1
    entries = approval.entries + b"/ByteRange [" + b" " * _RANGE_WIDTH + b"] /Contents <" + b"0" * room + b">"
    objects = {
        field.number: b"<< %b/AP << /N %d 0 R >> /V %d 0 R >>" % (field.entries, picture, signature),
        picture: _picture(field, approval),
        signature: b"<< " + entries + b" >>",
    }
    if approval.certifies:
        points = b"/Perms << /DocMDP %d 0 R >>" % signature
        objects[frame.root] = b"<< " + frame.catalog + approval.catalog + points + b" >>"
    revision = _revision(content, objects, frame, found[1], previous=int(found[2]), size=size + 2)
    return _closed(content, revision, contain, room=room)


def _only(pattern: re.Pattern[bytes], trailer: bytes) -> bytes:
    found = pattern.search(trailer)
    if found is None:
        raise NotRevisable("the trailer lacks an entry")
    return found[1] if pattern.groups else found[0]


def _picture(field: Field, approval: Approval) -> bytes:
    """The drawing in the middle of its field, as large as fits."""
    width, height = approval.box
    scale = min((field.width - 10) / width, (field.height - 10) / height)
    left, bottom = (field.width - scale * width) / 2, (field.height - scale * height) / 2
    stream = b"q %.4f 0 0 %.4f %.2f %.2f cm\n%b\nQ" % (scale, scale, left, bottom, approval.drawing)
    head = b"<< /Type /XObject /Subtype /Form /BBox [ 0 0 %.2f %.2f ] /Resources << >> /Length %d >>"
    return head % (field.width, field.height, len(stream)) + b"\nstream\n" + stream + b"\nendstream"


def _revision(
    content: bytes, objects: Mapping[int, bytes], frame: Frame, trailer: bytes, *, previous: int, size: int
) -> bytes:
    """The bytes to append: the objects, their table, and a trailer that leads to the one before."""
    parts, offset, table = [b"" if content.endswith(b"\n") else b"\n"], len(content), [b"xref\n"]
    offset += len(parts[0])
    for number in sorted(objects):
        part = b"%d 0 obj\n%b\nendobj\n" % (number, objects[number])
        table.append(b"%d 1\n%010d 00000 n \n" % (number, offset))
        parts.append(part)
        offset += len(part)
    changed = hashlib.sha256(b"%d" % offset + b"".join(parts[1:])).hexdigest()[:32].encode()
    kept = _INFO.search(trailer)
    entries = b"/Size %d /Root %d 0 R %b /Prev %d /ID [ %b <%b> ]" % (
        size,
        frame.root,
        kept[0] if kept else b"",
        previous,
        _only(_IDENTIFIER, trailer),
        changed,
    )
    return b"".join([*parts, *table, b"trailer\n<< ", entries, b" >>\nstartxref\n%d\n%%%%EOF\n" % offset])


def _closed(content: bytes, revision: bytes, contain: Callable[[bytes], bytes], *, room: int) -> bytes:
    """The file with the range of the signed bytes and the container over them filled in."""
    place = revision.index(b"/ByteRange [") + len(b"/ByteRange [")
    gap = revision.index(b"/Contents <", place) + len(b"/Contents ")
    end = gap + room + len(b"<>")
    signed = b"0 %d %d %d" % (len(content) + gap, len(content) + end, len(revision) - end)
    before = revision[:place] + signed.ljust(_RANGE_WIDTH) + revision[place + _RANGE_WIDTH : gap]
    digest = hashlib.sha256(content)
    digest.update(before)
    digest.update(revision[end:])
    container = contain(digest.digest()).hex().upper().encode()
    if len(container) > room:
        raise NotRevisable("the signature is longer than the room for it")
    return b"".join([content, before, b"<", container.ljust(room, b"0"), b">", revision[end:]])
