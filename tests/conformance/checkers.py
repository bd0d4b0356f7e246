"""The field's own checkers, driven from Python: veraPDF for PDF/A and PDF/UA, the EU's DSS for PAdES.

Both are Java libraries, fetched by Maven in the versions that `pom.xml` pins, and started once: the driver
`Checkers.java` answers one question a line.
"""

import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
#: Seconds in which the libraries are fetched, or we do without.
LONGEST_FETCH = 600
FLAVOURS = {"PDF/A-3a": "3a", "PDF/UA-1": "ua1"}


class NotToBeHad(Exception):
    """A checker cannot be started here; says why."""


@dataclass(frozen=True)
class FailedRule:
    """A rule of a standard that a file breaks, as veraPDF names it."""

    clause: str
    message: str
    where: str

    def __str__(self) -> str:
        return f"{self.clause}: {self.message} ({self.where})"


@dataclass(frozen=True)
class JudgedSignature:
    """What DSS says of one signature."""

    field: str
    #: Such as PAdES-BASELINE-B.
    level: str
    #: TOTAL_PASSED, INDETERMINATE or TOTAL_FAILED, and why not the first.
    indication: str
    sub_indication: str
    #: The signed bytes and the signature over them hold.
    intact: bool
    #: A page looks otherwise than it did when it was signed, or has other annotations.
    pages_changed: bool
    signer: str
    organization: str
    #: What the validation finds wrong, and what it warns of, in words.
    errors: str
    warnings: str
    #: Objects of the file that were changed since, beyond what a signature changes.
    changes: str


@dataclass(frozen=True)
class JudgedStamp:
    """What DSS says of one time stamp."""

    kind: str
    matches: bool
    intact: bool


class Checkers:
    """The running driver."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def failed_rules(self, file: Path, standard: str) -> list[FailedRule]:
        """The rules of a standard, a key of `FLAVOURS`, that a file breaks."""
        answers = self._ask("verapdf", FLAVOURS[standard], str(file))
        return [FailedRule(*answer[1:]) for answer in answers]

    def judge(
        self, file: Path, *, trusted: Sequence[Path], revocation_lists: Sequence[Path] = ()
    ) -> tuple[list[JudgedSignature], list[JudgedStamp]]:
        """The signatures and time stamps of a file, by these roots and revocation lists alone."""
        roots, lists = (":".join(map(str, paths)) for paths in (trusted, revocation_lists))
        answers = self._ask("dss", str(file), roots, lists)
        signatures = [_signature(answer[1:]) for answer in answers if answer[0] == "signature"]
        stamps = [_stamp(answer[1:]) for answer in answers if answer[0] == "timestamp"]
        return signatures, stamps

    def _ask(self, *question: str) -> list[list[str]]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write("\t".join(question) + "\n")
        self._process.stdin.flush()
        answers = []
        while line := self._process.stdout.readline().rstrip("\n"):
            answers.append(line.split("\t"))
        if self._process.poll() is not None:
            raise NotToBeHad(f"the driver ended with {self._process.returncode}")
        for answer in answers:
            if answer[0] == "error":
                raise CheckFailed(answer[1])
        return answers


class CheckFailed(Exception):
    """A checker could not read a file at all; says what it said."""


@contextmanager
def started() -> Iterator[Checkers]:
    """The checkers, running. Raises `NotToBeHad` without Java, Maven or their packages."""
    java = _program("java")
    libraries = _fetch()
    command = [java, "-Djava.awt.headless=true", "-cp", f"{libraries}/*", str(HERE / "Checkers.java")]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
    ) as process:
        try:
            yield Checkers(process)
        finally:
            assert process.stdin is not None
            process.stdin.close()
            process.wait(timeout=30)


def _fetch() -> Path:
    """The folder of the libraries, filled by Maven from what `pom.xml` pins."""
    folder = HERE / "target" / "libraries"
    command = [_program("mvn"), "-q", "-B", "-f", str(HERE / "pom.xml")]
    command += ["dependency:copy-dependencies", f"-DoutputDirectory={folder}"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST_FETCH, check=False)
    except subprocess.TimeoutExpired as error:
        raise NotToBeHad(f"Maven did not end within {LONGEST_FETCH} s") from error
    if done.returncode != 0:
        raise NotToBeHad(f"Maven could not fetch them: {(done.stdout + done.stderr).strip()[:300]}")
    return folder


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise NotToBeHad(f"there is no {name} here")
    return found


def _signature(said: Sequence[str]) -> JudgedSignature:
    field, level, indication, why, intact, changed, signer, organization, errors, warnings, changes = said
    return JudgedSignature(
        field,
        level,
        indication,
        "" if why == "null" else why,
        intact == "true",
        changed == "true",
        signer,
        organization,
        errors,
        warnings,
        changes,
    )


def _stamp(said: Sequence[str]) -> JudgedStamp:
    kind, matches, intact = said
    return JudgedStamp(kind, matches == "true", intact == "true")
