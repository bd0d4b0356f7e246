"""Style, scripts and fonts: once a browser has one, it asks no more; a changed one has another name."""

import gzip
import re

import brotli
import pytest
from flask import url_for

from registry.assets import static_files
from tests.commitments.builders import links_into
from tests.whole_team import make_whole_team

pytestmark = [
    pytest.mark.usefixtures("session"),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]
#: What the page of a signatory may weigh with all that it loads, in bytes on the wire.
FIRST_VISIT, NEXT_VISIT = 100_000, 15_000
#: Of the Latin script: regular, bold and slanted.
FONTS = ("400-normal", "600-normal", "400-italic")
LOADED = re.compile(r'(?:href|src)="(/static/[^"]+)"')


@pytest.fixture
def style(app) -> str:
    """The address of our own style, as pages name it."""
    with app.test_request_context():
        return url_for("static", filename="registry.css")


def test_a_file_is_named_by_its_content_and_kept_for_a_year(client, style):
    answer = client.get(style)
    assert re.fullmatch(r"/static/registry\.[0-9a-f]{16}\.css", style)
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.mimetype == "text/css"
    assert "Set-Cookie" not in answer.headers


def test_another_content_has_another_name():
    files = [static_files.StaticFile("registry.css", data) for data in (b"a", b"b")]
    assert files[0].address != files[1].address


@pytest.mark.parametrize(
    ("takes", "encoding", "unpack"),
    [
        ("br, gzip", "br", brotli.decompress),
        ("gzip, deflate", "gzip", gzip.decompress),
        ("br;q=0, gzip;q=0", None, bytes),
        ("", None, bytes),
    ],
)
def test_a_text_is_sent_in_the_best_encoding_that_the_browser_takes(client, style, takes, encoding, unpack):
    answer = client.get(style, headers={"Accept-Encoding": takes})
    assert answer.headers.get("Content-Encoding") == encoding
    assert unpack(answer.data) == static_files.files()["registry.css"].data
    assert answer.headers["Vary"] == "Accept-Encoding"


def test_fonts_are_not_compressed_again(client):
    font = "/static/fonts/open-sans-latin-400-normal.woff2"
    answer = client.get(font, headers={"Accept-Encoding": "br"})
    assert "Content-Encoding" not in answer.headers
    assert answer.data == (static_files.FOLDER / font.removeprefix("/static/")).read_bytes()


def test_by_its_plain_name_a_file_is_asked_for_each_time(client):
    answer = client.get("/static/registry.css")
    assert answer.headers["Cache-Control"] == "no-cache"
    assert (
        client.get("/static/registry.css", headers={"If-None-Match": answer.headers["ETag"]}).status_code
        == 304
    )


def test_what_styles_and_scripts_load_is_named_by_digest_too():
    addresses = {file.address for file in static_files.files().values()}
    style = static_files.files()["registry.css"].data.decode()
    fonts = re.findall(r'url\("(fonts/[^"]+)"\)', style)
    assert fonts
    assert set(fonts) <= addresses
    script = static_files.files()["registry.js"].data.decode()
    loaded = re.findall(r"'\./([^']+)'", script)
    assert len(loaded) == 2
    assert set(loaded) <= addresses


def test_the_fonts_of_records_and_what_is_not_there_are_not_served(client):
    for name in ("fonts/names/arabic.woff2", "nothing.css", "../app.py", "registry.0123456789abcdef.css"):
        assert client.get(f"/static/{name}").status_code == 404


def test_the_page_of_a_signatory_weighs_little_with_all_that_it_loads(client):
    page = on_the_wire(client, links_into(make_whole_team("east"))["a signing link"][0])
    text = brotli.decompress(page).decode()
    loaded = [*LOADED.findall(text), "/static/govuk/govuk-frontend.min.js", "/static/typing.js"]
    weights = [len(on_the_wire(client, path)) for path in loaded]
    fonts = [len(static_files.files()[f"fonts/open-sans-latin-{kind}.woff2"].data) for kind in FONTS]
    assert any("signature-pad" in path for path in loaded)
    assert len(page) <= NEXT_VISIT
    assert len(page) + sum(weights) + sum(fonts) <= FIRST_VISIT


def on_the_wire(client, path: str) -> bytes:
    """What a browser of today is sent."""
    answer = client.get(path, headers={"Accept-Encoding": "gzip, deflate, br, zstd"})
    assert answer.status_code == 200
    return answer.data
