"""Style, scripts and fonts under names of their content: a browser that has one never asks for it again.

A file's name bears the digest of what is in it, and of what it loads: where a style names a font, it names it
by its digest too. Each text is compressed once, with the best that both sides know, when the server starts.
"""

import hashlib
import mimetypes
import re
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path, PurePosixPath
from posixpath import dirname, join, normpath
from typing import Any

from flask import Flask, abort, request
from flask.wrappers import Response

from registry.assets.compression import ONCE, best_encoding

FOLDER = Path(__file__).resolve().parent.parent / "static"
#: Loaded by no page: the fonts of records, for names in every script.
OF_RECORDS = "fonts/names"
#: Files of other projects that state their licence beside it; they load nothing.
TEXTS = (".css", ".js", ".svg", ".txt")

#: The digits of a digest in a name.
DIGITS = 16
#: A year, the longest that RFC 9111 speaks of; what is in a file of this name never changes.
FOR_EVER = "public, max-age=31536000, immutable"

#: What a style or a script loads, beside itself.
_LOADS = re.compile(rb"""(?P<before>url\("|from ['"]|import ['"])(?P<name>[\w./-]+)(?P<after>['"])""")


@dataclass(frozen=True)
class StaticFile:
    """A file as it is served: what it loads is named by digest."""

    name: str
    data: bytes

    @cached_property
    def address(self) -> str:
        """Its name with the digest: `registry.0123456789abcdef.css`."""
        path = PurePosixPath(self.name)
        digest = hashlib.sha256(self.data).hexdigest()[:DIGITS]
        return str(path.with_name(f"{path.stem}.{digest}{path.suffix}"))

    @property
    def is_text(self) -> bool:
        """Whether it becomes smaller when it is compressed; fonts are compressed already."""
        return self.name.endswith(TEXTS)

    @cache  # noqa: B019  # there are as many files as the folder has, as long as the process lives
    def encoded(self, encoding: str) -> bytes:
        """What is in it, compressed once."""
        return ONCE[encoding](self.data)


@cache
def files() -> dict[str, StaticFile]:
    """All files that pages load, by their plain name."""
    names = (path.relative_to(FOLDER).as_posix() for path in sorted(FOLDER.rglob("*")) if path.is_file())
    return {name: _file(name) for name in names if not name.startswith(OF_RECORDS)}


@cache
def _file(name: str) -> StaticFile:
    data = (FOLDER / name).read_bytes()
    if name.endswith((".css", ".js")):
        data = _LOADS.sub(lambda found: _named_by_digest(name, found), data)
    return StaticFile(name, data)


def _named_by_digest(name: str, found: re.Match[bytes]) -> bytes:
    said = found["name"].decode()
    loaded = normpath(join(dirname(name), said))
    if not (FOLDER / loaded).is_file():
        return found[0]
    address = PurePosixPath(said).with_name(PurePosixPath(_file(loaded).address).name)
    beside = "./" if said.startswith("./") else ""
    return found["before"] + f"{beside}{address}".encode() + found["after"]


@cache
def _by_address() -> dict[str, StaticFile]:
    return {file.address: file for file in files().values()}


def add_to(app: Flask) -> None:
    """Serve the files, and let `url_for('static', filename=…)` name them by digest."""
    app.add_url_rule("/static/<path:filename>", endpoint="static", view_func=serve)
    app.url_defaults(_name_by_digest)


def _name_by_digest(endpoint: str, values: dict[str, Any]) -> None:
    file = files().get(values.get("filename", "")) if endpoint == "static" else None
    if file is not None:
        values["filename"] = file.address


def serve(filename: str) -> Response:
    """A file by its digest for ever, or by its plain name for those who ask each time whether it changed."""
    lasting = _by_address().get(filename)
    file = lasting or files().get(filename) or abort(404)
    encoding = best_encoding() if file.is_text else None
    response = Response(file.encoded(encoding) if encoding else file.data, mimetype=_type_of(file.name))
    if encoding:
        response.content_encoding = encoding
    if file.is_text:
        response.vary.add("Accept-Encoding")
    response.headers["Cache-Control"] = FOR_EVER if lasting else "no-cache"
    response.set_etag(f"{PurePosixPath(file.address).suffixes[-2]}-{encoding or 'plain'}".lstrip("."))
    response.make_conditional(request)
    return response


def _type_of(name: str) -> str:
    return mimetypes.guess_type(name)[0] or "application/octet-stream"


def compress() -> None:
    """Compress all texts before the processes of the server part, so that each has them."""
    for file in files().values():
        for encoding in ONCE if file.is_text else ():
            file.encoded(encoding)
