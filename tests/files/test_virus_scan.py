"""Files that people bring pass the installation's virus scanner before they are kept."""

import sys
from pathlib import Path

import pytest

import config
from registry.errors import InvalidInput
from registry.files import intake, virus_scan
from registry.pdf.render import render_pdf

#: A scanner that knows one harmful word.
SCANNER = (sys.executable, "-c", "import sys; sys.exit(b'harmful' in sys.stdin.buffer.read())")
ENDS_BADLY = (sys.executable, "-c", "import sys; sys.exit(2)")

KINDS = pytest.mark.parametrize(
    "kinds", [intake.SCANS, [intake.AGREEMENT], intake.DOSSIER], ids=["scan", "document", "dossier"]
)

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture(scope="module")
def clean():
    """A PDF."""
    return render_pdf("<title>A letter</title>")


def files_of(app):
    """What is kept."""
    return [path for path in Path(app.config["REGISTRY_INSTANCE"]).glob("files/*/*") if path.is_file()]


def keep(data, kinds=intake.SCANS):
    """Take a file in."""
    return intake.accept(data, "a.pdf", kinds, field="document").fingerprint


@KINDS
def test_what_the_scanner_finds_is_refused_and_not_kept(app, session, clean, kinds):
    app.config["REGISTRY_SCAN_COMMAND"] = SCANNER
    with pytest.raises(InvalidInput, match="found something harmful"):
        keep(clean + b"\n% harmful", kinds)
    assert files_of(app) == []


@KINDS
def test_what_is_clean_is_kept(app, session, clean, kinds):
    app.config["REGISTRY_SCAN_COMMAND"] = SCANNER
    assert keep(clean, kinds)
    assert len(files_of(app)) == 1


@pytest.mark.parametrize("command", [ENDS_BADLY, ("/no/such/scanner",)])
def test_while_the_scanner_gives_no_answer_nothing_is_taken(app, session, clean, command):
    app.config["REGISTRY_SCAN_COMMAND"] = command
    with pytest.raises(InvalidInput, match="does not answer"):
        keep(clean)
    assert files_of(app) == []


def test_a_scanner_that_takes_too_long_gives_no_answer(app, session, clean, monkeypatch):
    monkeypatch.setattr(virus_scan, "PATIENCE", 0.1)
    app.config["REGISTRY_SCAN_COMMAND"] = (sys.executable, "-c", "import time; time.sleep(5)")
    with pytest.raises(InvalidInput, match="does not answer"):
        keep(clean)


@pytest.mark.parametrize(
    ("said", "words"), [("no-such-scanner -", "there is no program"), ("'open", "cannot be read")]
)
def test_a_command_that_cannot_be_is_told_at_the_start(database, tmp_path, said, words):
    with pytest.raises(config.SettingsError, match=words):
        config.load({"REGISTRY_INSTANCE": str(tmp_path), "REGISTRY_SCAN_COMMAND": said})
