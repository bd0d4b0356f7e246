"""Asks our page, our command, DSS and pdfsig about every way to tamper with a record.

`python -m tests.conformance.tampering` prints what each says; `--write` puts it into docs/tampering.md.
Only our own answers can fail: where DSS or pdfsig overlooks something, the table tells.
"""

import argparse
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from registry import clock
from registry.database.transactions import unit_of_work
from registry.verification.queries.verdicts import Outcome
from tests import databases, factories
from tests.conformance.checkers import Checkers, CheckFailed, NotToBeHad, started
from tests.verification.bringing import bring
from tests.verification.genuine import CODE, EDITION, Genuine, keep_all, make_genuine
from tests.verification.tampering import WAYS, Way

TABLE = Path(__file__).resolve().parent.parent.parent / "docs" / "tampering.md"
COLUMNS = ("Way", "Our page", "Our `verify`", "DSS", "pdfsig")
ACCEPTS, REFUSES, UNREADABLE, UNSIGNED = "accepts", "refuses", "cannot read it", "no signature"
#: Seconds that pdfsig may take.
LONGEST_CHECK = 60

INTRODUCTION = """# Ways to tamper with a record, and who notices

Made by `python -m tests.conformance.tampering --write`, from the ways in `tests/verification/tampering.py`.
The page and the command `flask registry verify` are asked where the genuine records are kept; DSS (the EU’s
validator) and pdfsig (Poppler) are given the registry’s root, DSS its revocation lists too. “Accepts” of
the last two means that they find every signature that they see valid and its certificate trusted; what they
tell beside that stands behind it. DSS lists changed objects too, but does so of the genuine record as well.

Two ways are records, only not those that their holder takes them for: the page and the command accept them
and say so. Where the reason is that another file is kept, the file differs from the record in bytes that no
signature can cover and that nobody reads, or was made again by the registry itself.

"""


@dataclass(frozen=True)
class Row:
    """What each says of one file."""

    name: str
    what: str
    page: str
    command: str
    dss: str
    pdfsig: str
    #: What is wrong with our own answers.
    failures: Sequence[str] = ()

    def cells(self) -> tuple[str, ...]:
        """The table's columns."""
        way = f"`{self.name}` {self.what}" if self.name else self.what
        return way, self.page, self.command, self.dss, self.pdfsig


@dataclass(frozen=True)
class Asking:
    """Whom to ask, and the folder for the files."""

    app: Flask
    checkers: Checkers
    genuine: Genuine
    folder: Path

    def rows(self) -> Iterator[Row]:
        """What each says of the genuine files, then of every way."""
        for code, what in ((CODE, "The record itself"), (EDITION, "The edition itself")):
            yield self._row(Way("", what, lambda _: b"", *KNOWN), self.genuine.records[code])
        for way in WAYS:
            yield self._row(way, way.forge(self.genuine))

    def _row(self, way: Way, content: bytes) -> Row:
        place = self.folder / (way.name or way.what.replace(" ", "-"))
        place.mkdir()
        file = place / way.file_name
        file.write_bytes(content)
        with ThreadPoolExecutor() as at_once:
            asked = [
                at_once.submit(self._page_says, way, content),
                at_once.submit(self._command_says, way, file),
                at_once.submit(self._dss_says, file),
                at_once.submit(self._pdfsig_says, file),
            ]
        page, command, dss, pdfsig = (one.result() for one in asked)
        wrong = [one for one in (page, command) if one.startswith("WRONG")]
        if not way.name:
            wrong += [f"{who} {one}" for who, one in (("DSS", dss), ("pdfsig", pdfsig)) if one != ACCEPTS]
        failures = [f"{way.name or way.what}: {one}" for one in wrong]
        return Row(way.name, way.what, page, command, dss, pdfsig, failures)

    def _page_says(self, way: Way, content: bytes) -> str:
        answer = bring(self.app.test_client(), content, way.file_name)
        said = " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())
        is_refused = "Not accepted" in said and answer.status_code == 422
        if is_refused is not way.is_refused or way.sentence not in said:
            return f"WRONG: {answer.status_code} without “{way.sentence}”"
        return f"{REFUSES if is_refused else ACCEPTS}: “{sentence_in(said, way.sentence)}”"

    def _command_says(self, way: Way, file: Path) -> str:
        result = self.app.test_cli_runner().invoke(args=["registry", "verify", str(file)])
        if result.exit_code != int(way.is_refused) or way.sentence not in result.output:
            return f"WRONG: exit {result.exit_code}, {result.output}"
        return f"exit {result.exit_code}, the same"

    def _dss_says(self, file: Path) -> str:
        keys = self.genuine.folder
        lists = [keys / "root.crl", keys / "issuing.crl"]
        try:
            found, _stamps = self.checkers.judge(file, trusted=[keys / "root.pem"], revocation_lists=lists)
        except CheckFailed:
            return UNREADABLE
        if not found:
            return UNSIGNED
        bad = [one for one in found if one.indication != "TOTAL_PASSED" or not one.intact]
        if bad:
            return f"{REFUSES}: {bad[0].sub_indication or bad[0].indication}"
        changed = any(one.pages_changed for one in found)
        return f"{ACCEPTS}, tells of changed pages" if changed else ACCEPTS

    def _pdfsig_says(self, file: Path) -> str:
        command = ["pdfsig", "-nssdir", f"sql:{self.folder / 'nss'}", str(file)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST_CHECK, check=False)
        found = re.findall(r"Signature Validation: (.*)", done.stdout)
        if not found:
            return UNSIGNED if "does not contain any signatures" in done.stdout else UNREADABLE
        trusted = re.findall(r"Certificate Validation: (.*)", done.stdout)
        bad = [one for one in found if one != "Signature is Valid."]
        bad += [one for one in trusted if one != "Certificate is Trusted."]
        if bad or len(trusted) < len(found):
            return f"{REFUSES}: {bad[0] if bad else 'no certificate'}"
        whole = re.findall(r"(Total|Not total) document signed", done.stdout)
        return ACCEPTS if "Total" in whole else f"{ACCEPTS}, tells that not all is signed"


KNOWN = (Outcome.KNOWN, "exactly as the registry sealed it")


def sentence_in(said: str, words: str) -> str:
    """The whole sentence of a page in which words stand."""
    verdict = re.split(r"Not accepted|Genuine", said, maxsplit=1)[1]
    at = verdict.index(words)
    start, end = verdict.rfind(". ", 0, at), verdict.find(". ", at + len(words) - 2)
    return verdict[start + 1 : end + 1 if end >= 0 else None].strip()


def ask_all(checkers: Checkers, folder: Path) -> list[Row]:
    """What each says of every way; some minutes' work."""
    folder.mkdir(parents=True, exist_ok=True)
    genuine = make_genuine(folder, clock.now())
    _trust(genuine.folder / "root.pem", folder / "nss")
    installation = databases.OnSqlite(folder)
    try:
        with installation.app.app_context(), unit_of_work():
            keep_all(genuine, factories.make_team())
        files = folder / "files"
        files.mkdir()
        (files / "nss").symlink_to(folder / "nss")
        return list(Asking(installation.app, checkers, genuine, files).rows())
    finally:
        installation.remove()


def _trust(root: Path, store: Path) -> None:
    """A store of certificates in which pdfsig trusts this root."""
    store.mkdir()
    certutil = ["certutil", "-d", f"sql:{store}"]
    subprocess.run([*certutil, "-N", "--empty-password"], check=True)
    subprocess.run([*certutil, "-A", "-n", "root", "-t", "CT,C,C", "-a", "-i", root], check=True)


def main_section(checkers: Checkers, folder: Path) -> list[str]:
    """Print the table; returns where our own answers are wrong."""
    rows = ask_all(checkers, folder)
    print("== Ways to tamper with a record: our page, our command, DSS, pdfsig")
    for row in rows:
        print("  " + " | ".join(row.cells()))
    return [failure for row in rows for failure in row.failures]


def as_markdown(rows: Sequence[Row]) -> str:
    """The page that is published."""
    lines = [COLUMNS, ("---",) * len(COLUMNS), *(row.cells() for row in rows)]
    return INTRODUCTION + "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def names_in(published: str) -> list[str]:
    """The ways that the published page names, in its order."""
    return re.findall(r"^\| `([a-z-]+)`", published, re.M)


def main(arguments: Sequence[str]) -> int:
    """Ask all, print or write the table; returns how to exit."""
    parser = argparse.ArgumentParser(prog="python -m tests.conformance.tampering", description=__doc__)
    parser.add_argument("--write", action="store_true", help=f"write {TABLE.name} too")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        try:
            with started() as checkers:
                rows = ask_all(checkers, Path(folder))
        except NotToBeHad as error:
            print(f"NOT CHECKED: {error}.")
            return 3
    published = as_markdown(rows)
    print(published)
    failures = [failure for row in rows for failure in row.failures]
    for failure in failures:
        print(f"FAILED {failure}")
    if asked.write and not failures:
        TABLE.write_text(published)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
