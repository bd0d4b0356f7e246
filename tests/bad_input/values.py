"""What nobody types on purpose and every field is given some day: the bad values of the bad-input run."""

from dataclasses import dataclass

from tests.factories import make_pdf


@dataclass(frozen=True)
class Bad:
    """A bad value by name, as the bytes that arrive."""

    name: str
    sent: bytes
    #: Whether the bytes stand in a form's body as they are, where a browser would have escaped them.
    as_it_is: bool = False


@dataclass(frozen=True)
class BadFile:
    """A bad file by what is wrong with it."""

    name: str
    filename: bytes
    content: bytes


#: The number of a row of another team: the first that was made has the lowest numbers.
FOREIGN = "1"

_TEXTS = {
    "nothing": "",
    "blanks": " \t\u00a0 ",
    "100 KB": "a" * 100_000,
    "100 KB in one word of accents": "é" * 50_000,
    "invisible": "\u200b\u2060\ufeff\u00ad\u3164",
    "right to left": "\u202eabc\u2066",
    "control signs": "a\x01\x1b[0m\x7f\u0085\u2028b",
    "line breaks": "a\r\nBcc: everyone@example.org",
    "no character": "\uffff\U0010ffff",
    "emoji": "🧑🏽‍🚒🇨🇦",
    "a tower of accents": "a" + "\u0301" * 500,
    "a template": "%(name)s %s % {{ 7*7 }} {0} {name}",
    "markup": "<script>alert(1)</script>]]>&#0;&#xD800;",
    "a path": "../../../etc/passwd",
    "a formula": "=1+1",
    "a list": "[]",
    "a mapping": '{"$ne": null}',
    "None": "None",
    "an unknown choice": "no-such-choice",
    "the first day": "0001-01-01",
    "the last day": "9999-12-31",
    "30 February": "2026-02-30",
    "the year 24": "0024-06-01",
    "a short year": "24-06-01",
    "a long year": "10000-01-01",
    "a week": "2026-W10-1",
    "a day of other digits": "٢٠٢٦-٠١-٠١",
    "the first moment": "0001-01-01T00:00",
    "the last moment": "9999-12-31T23:59",
    "no hour": "25:61",
    "-1": "-1",
    "0": "0",
    "2**31": str(2**31),
    "2**63": str(2**63),
    "5,000 digits": "9" * 5000,
    "1e308": "1e308",
    "NaN": "NaN",
    "infinity": "-Infinity",
    "a fraction": "1.5",
    "other digits": "٣²",
    "a number with a line": "1_000",
    "another team's row": FOREIGN,
    "no row": "987654",
    "an address without a host": "ann@",
    "an address of a bracket": "ann@[::1",
    "an address of empty labels": "ann@é..example.-",
    "a long address": f"{'a' * 64}@{'b' * 300}.example",
    "mailto": "mailto:ann@example.org?subject=x",
    "a web address of a bracket": "http://[::1",
    "a web address without a port": "//evil.example:99999999/",
}

VALUES = (
    *(Bad(name, text.encode()) for name, text in _TEXTS.items()),
    Bad("NUL", b"a\0b"),
    Bad("NUL, not escaped", b"a\0b", as_it_is=True),
    Bad("broken UTF-8", b"a\xff\xfe\xc3"),
    Bad("broken UTF-8, not escaped", b"a\xff\xfe\xc3", as_it_is=True),
    Bad("half a pair", b"\xed\xa0\x80"),
    Bad("UTF-16", "Ann".encode("utf-16")),
)

FILES = (
    BadFile("without a name", b"", b"words"),
    BadFile("empty", b"list.csv", b""),
    BadFile("an empty PDF", b"scan.pdf", b""),
    BadFile("no PDF", b"scan.pdf", b"\0" * 2000),
    BadFile("the head of a PDF", b"scan.pdf", b"%PDF-1.7\n"),
    BadFile("no picture", b"plan.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 100),
    BadFile("no workbook", b"list.xlsx", b"PK\x03\x04" + b"\0" * 100),
    BadFile("a list of NUL", b"list.csv", b"Name,Tier\r\n\0,\0\r\n"),
    BadFile("a list in no encoding", b"list.csv", b"Name,Tier\n\xff\xfe\x81\x8d,Anchor\n"),
    BadFile("a list of lone quotes", b"list.csv", b'Name,Tier\n"a,"b"c\n'),
    BadFile("a list of impossible days", b"list.csv", b"Name,Since\nA,9999-12-31\nB,2026-02-30\n"),
    BadFile("a long name", b"a" * 5000 + b".pdf", make_pdf()),
    BadFile("a name of no UTF-8", b"\xff\xfe.pdf", make_pdf()),
    BadFile("a name of invisible signs", "\u200b\u202e.pdf".encode(), make_pdf()),
    BadFile("a name that is a path", b"../../\\..\\scan.pdf", make_pdf()),
)
