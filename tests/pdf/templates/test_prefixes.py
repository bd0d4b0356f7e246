"""Files that begin alike, compressed: each is what it was, and what is alike is compressed once."""

import random
import zlib

from registry.pdf.templates.prefixes import Compressor

BEGINNING = random.Random(4).randbytes(200_000)  # noqa: S311  # nothing secret


def test_each_file_is_what_it_was():
    files = [
        BEGINNING + b"one" * 900,
        BEGINNING + b"two" * 9,
        b"",
        BEGINNING,
        b"x",
        BEGINNING[:-1] + b"three",
    ]
    compressor = Compressor()
    assert [zlib.decompress(compressor.compress(file)) for file in files] == files


def test_a_beginning_is_compressed_once(monkeypatch):
    made = []
    plain = zlib.compressobj
    monkeypatch.setattr(zlib, "compressobj", lambda *how: made.append(how) or plain(*how))
    compressor = Compressor()
    for number in range(20):
        compressor.compress(BEGINNING + b"%d" % number)
    assert len(made) == 1


def test_files_with_little_in_common_are_compressed_alone():
    compressor = Compressor()
    for number in range(40):
        content = b"%PDF-1.7" + random.Random(number).randbytes(50_000)  # noqa: S311
        assert zlib.decompress(compressor.compress(content)) == content
    assert not compressor._begun
