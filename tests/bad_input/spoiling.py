"""Requests as a browser would send them, with one thing spoilt in each."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import quote_from_bytes

from tests.bad_input.values import FILES, VALUES, Bad, BadFile
from tests.security.forms import Form, harmless

BOUNDARY = "a-boundary"
URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"
#: Of a form whose every field is spoilt at once, or of a request as a whole.
WHOLE = "(the whole)"

_PLACE = re.compile(r"<(?:[^:<>]+:)?([^<>]+)>")


@dataclass(frozen=True)
class Spoilt:
    """One request and what is wrong with it."""

    method: str
    address: str
    #: The field, the parameter, or the part of the address.
    where: str
    #: The name of the bad value.
    value: str
    #: Makes the body; a whole run would not fit into memory.
    make_body: Callable[[], bytes] = bytes
    content_type: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


def of_form(form: Form) -> Iterator[Spoilt]:
    """Each field spoilt in turn, then the form as a whole."""
    given = {name: str(harmless(one)).encode() for name, one in form.fields.items()}
    for name, one in form.fields.items():
        for bad in VALUES:
            yield _sent(form, name, bad.name, {**given, name: bad})
        for bad_file in FILES if one.kind == "file" else FILES[:1]:
            yield _sent(form, name, f"a file, {bad_file.name}", {**given, name: bad_file})
        yield from _bent(form, name, given)
    yield from _whole(form, given)


def harmless_of(form: Form) -> Spoilt:
    """The form with nothing wrong in it."""
    return _sent(
        form, WHOLE, "harmless", {name: str(harmless(one)).encode() for name, one in form.fields.items()}
    )


def _bent(form: Form, name: str, given: Mapping[str, bytes]) -> Iterator[Spoilt]:
    """A field that is not there, is there twice, or is called otherwise."""
    others = {other: value for other, value in given.items() if other != name}
    pairs = [(other.encode(), value) for other, value in others.items()]
    for what, more in {
        "missing": [],
        "twice": [(name.encode(), given[name]), (name.encode(), b"another")],
        "as a list": [(name.encode() + b"[]", given[name]), (name.encode() + b"[0][x]", given[name])],
        "a thousand times": [(name.encode(), given[name])] * 990,
    }.items():
        body = partial(_urlencoded, [*pairs, *more])
        yield Spoilt(form.method, form.action, name, what, body, URLENCODED)


def _whole(form: Form, given: Mapping[str, bytes]) -> Iterator[Spoilt]:
    for bad in VALUES:
        yield _sent(form, WHOLE, f"everywhere {bad.name}", dict.fromkeys(given, bad))
    good = _urlencoded([(name.encode(), value) for name, value in given.items()])
    parts = _multipart(given)
    bodies: dict[str, tuple[bytes, str]] = {
        "no body": (b"", URLENCODED),
        "signs alone": (b"&=&%&%zz=%&;=+&", URLENCODED),
        "names of no UTF-8": (good + b"&%FF%FE=1&\xff=2&%00=3", URLENCODED),
        "5,000 fields": (good + b"&a=1" * 5000, URLENCODED),
        "other letters": (good, f"{URLENCODED}; charset=utf-7"),
        "no known letters": (good, f"{URLENCODED}; charset=klingon"),
        "JSON": (b'{"a": [1, {"b": null}]}', "application/json"),
        "a number in JSON": (b"1e999", "application/json"),
        "broken JSON": (b'{"a": "\xff', "application/json"),
        "deep JSON": (b"[" * 50_000, "application/json"),
        "plain text": (good, "text/plain"),
        "no kind": (good, "///"),
        "parts without a boundary": (parts, "multipart/form-data"),
        "parts with another boundary": (parts, "multipart/form-data; boundary=other"),
        "parts with an odd boundary": (parts, 'multipart/form-data; boundary="\xff\xe9"'),
        "parts that break off": (parts[:-20], MULTIPART),
        "a part without a name": (_part(b"form-data", b"words") + parts, MULTIPART),
        "a part of no known encoding": (
            _part(b'form-data; name="a"\r\nContent-Transfer-Encoding: klingon', b"words") + parts,
            MULTIPART,
        ),
        "a name of no known letters": (_part(b"form-data; name*=klingon''%FF", b"words") + parts, MULTIPART),
        "parts that are no parts": (b"\xff\0" * 500, MULTIPART),
    }
    for what, (body, kind) in bodies.items():
        yield Spoilt(form.method, form.action, WHOLE, what, partial(bytes, body), kind)


def _sent(form: Form, where: str, value: str, given: Mapping[str, bytes | Bad | BadFile]) -> Spoilt:
    """What a browser sends: in parts where there is a file, in the address where the form is for reading."""
    if form.method == "GET":
        page = form.action.partition("?")[0]
        return Spoilt("GET", f"{page}?{_query(given)}", where, value)
    files = any(one.kind == "file" for one in form.fields.values())
    if files or any(isinstance(one, BadFile) for one in given.values()):
        return Spoilt("POST", form.action, where, value, partial(_multipart, given), MULTIPART)
    pairs = [(name.encode(), one) for name, one in given.items()]
    return Spoilt("POST", form.action, where, value, partial(_urlencoded, pairs), URLENCODED)


def _query(given: Mapping[str, bytes | Bad | BadFile]) -> str:
    return "&".join(f"{name}={quote_from_bytes(_bytes(one)[:2000], safe='')}" for name, one in given.items())


def _urlencoded(pairs: Iterable[tuple[bytes, bytes | Bad | BadFile]]) -> bytes:
    return b"&".join(quote_from_bytes(name, safe="").encode() + b"=" + _escaped(one) for name, one in pairs)


def _escaped(one: bytes | Bad | BadFile) -> bytes:
    if isinstance(one, Bad) and one.as_it_is:
        return one.sent
    return quote_from_bytes(_bytes(one), safe="").encode()


def _bytes(one: bytes | Bad | BadFile) -> bytes:
    if isinstance(one, Bad):
        return one.sent
    return one.content if isinstance(one, BadFile) else one


def _multipart(given: Mapping[str, bytes | Bad | BadFile]) -> bytes:
    parts = b""
    for name, one in given.items():
        said = b'form-data; name="' + name.encode() + b'"'
        if isinstance(one, BadFile):
            said += b'; filename="' + one.filename + b'"\r\nContent-Type: application/octet-stream'
        parts += _part(said, _bytes(one))
    return parts + f"--{BOUNDARY}--\r\n".encode()


def _part(said: bytes, content: bytes) -> bytes:
    head = f"--{BOUNDARY}\r\nContent-Disposition: ".encode()
    return head + said + b"\r\n\r\n" + content + b"\r\n"


def of_address(method: str, rule: str, places: Mapping[str, object]) -> Iterator[Spoilt]:
    """Each named part of an address spoilt in turn."""
    for spoilt in _PLACE.findall(rule):
        for bad in VALUES:
            instead = {
                **{name: str(value).encode() for name, value in places.items()},
                spoilt: bad.sent[:2000],
            }
            address = _PLACE.sub(
                lambda place, parts=instead: quote_from_bytes(parts[place[1]], safe=""), rule
            )
            yield Spoilt(method, address, spoilt, bad.name)


def of_parameters(page: str, names: Iterable[str], everywhere: Iterable[str]) -> Iterator[Spoilt]:
    """Each parameter that the page is linked with spoilt in turn, and all that any page has at once."""
    for bad in VALUES:
        for name in names:
            yield Spoilt("GET", f"{page}?{_query({name: bad})}", name, bad.name)
        yield Spoilt("GET", f"{page}?{_query(dict.fromkeys(everywhere, bad))}", WHOLE, bad.name)


#: What browsers and others say of themselves, spoilt; as letters of Latin 1, as servers hand them on.
HEADERS = {
    "Accept-Language": ("fr;q=x,\xff,*;q=9e999", ",;=," * 500, "x" * 5000),
    "Cookie": ("registry=\xff\xfe; =; a", "registry=.eJw.\xe9.x", "registry_device=" + "9" * 4000),
    "Range": ("bytes=-", "bytes=9-1", "bytes=99999999999999999999-"),
    "If-Modified-Since": ("Mon, 01 Jan 0001 00:00:00 GMT", "never", "Fri, 31 Dec 9999 23:59:59 GMT"),
    "If-None-Match": ('W/"', "*, *"),
    "Referer": ("http://[::1", "\xff\xfe"),
    "Origin": ("http://[::1", "null"),
    "User-Agent": ("\xff\xfe" * 2000, ""),
    "X-Forwarded-For": ("::1%\xff, 999.1.1.1", "x" * 5000),
    "X-Request-ID": ("\xff" * 8, "a" * 5000),
    "Content-Length": ("-1", "x"),
    "Authorization": ("Basic \xff", "Bearer"),
}


def of_headers(page: str) -> Iterator[Spoilt]:
    """What the browser says of itself spoilt in turn."""
    for name, spoilt in HEADERS.items():
        for number, said in enumerate(spoilt):
            yield Spoilt("GET", page, name, f"header {number}", headers={name: said})
