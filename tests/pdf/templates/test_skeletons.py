"""A file taken apart and put together again."""

import io

import pikepdf
import pytest

from registry.pdf.templates.skeletons import Skeleton


def numbers_of(content: bytes) -> list[int]:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return [page.Contents.objgen[0] for page in pdf.pages]


def test_the_missing_objects_are_written_where_their_numbers_are_looked_for(record):
    numbers = numbers_of(record.joined)
    skeleton = Skeleton(record.joined, numbers)
    contents = {number: b"<< /Length 4 >>\nstream\n%04d\nendstream" % number for number in numbers}
    with pikepdf.open(io.BytesIO(skeleton.filled(contents))) as pdf:
        assert [page.Contents.read_bytes() for page in pdf.pages] == [b"%04d" % number for number in numbers]
        assert pdf.check_pdf_syntax() == []
        with pikepdf.open(io.BytesIO(record.joined)) as before:
            assert len(pdf.objects) == len(before.objects)
            assert pdf.Root.unparse() == before.Root.unparse()


def test_nothing_of_what_is_missing_stays(record):
    numbers = numbers_of(record.joined)
    with pikepdf.open(io.BytesIO(record.joined)) as pdf:
        packed = pdf.pages[0].Contents.read_raw_bytes()
    assert packed in record.joined
    assert packed not in Skeleton(record.joined, numbers).static


def test_another_content_has_another_identifier(record):
    (number, *_) = numbers_of(record.joined)
    skeleton = Skeleton(record.joined, [number])
    found = set()
    for word in (b"<< /One 1 >>", b"<< /Two 2 >>"):
        with pikepdf.open(io.BytesIO(skeleton.filled({number: word}))) as pdf:
            found.add(bytes(pdf.trailer.ID[0]))
    assert len(found) == 2


def test_all_missing_objects_must_be_given(record):
    with pytest.raises(AssertionError):
        Skeleton(record.joined, numbers_of(record.joined)).filled({})
