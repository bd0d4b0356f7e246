"""Ten files that take long to examine, brought at once while others ask for pages.

`python -m tests.load_verify` serves an installation of its own with `registry serve` and one worker, as in
production behind one proxy. Each file has 14 signatures and comes from a network address of its own. Exit 0:
every page was answered soon, and every file had its verdict. `--quick` takes smaller files.
"""

import argparse
import http.cookiejar
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from registry.certificates import authority as certificate_authority
from tests.records.builders import MADE_AT, SECRET
from tests.verification.signed_often import signed_often

TOP = Path(__file__).resolve().parent.parent
FLASK = (str(Path(sys.executable).with_name("flask")), "--app", "wsgi")
SIGNATURES = 14
#: The pages that others ask for meanwhile.
PAGES = ("/", "/verify", "/sign-in", "/privacy", "/readyz")
#: Seconds within which a page is answered, on a machine whose other processor examines.
SOON = 5.0
#: Seconds for all to have their verdict: a minute each, one after the other.
PATIENCE = 660
WAITING, VERDICT = "Your file is being examined", "This file is not ours"


@dataclass(frozen=True)
class Result:
    """What was seen, in seconds."""

    pages: list[float]
    verdicts: list[float]
    #: Files that were still waiting when the last page was answered.
    waiting: int
    #: Of a file that was brought, whatever is left of it in the instance folder.
    left: list[str]

    @property
    def is_good(self) -> bool:
        """Whether nobody was kept waiting by somebody else's file."""
        return max(self.pages) < SOON and not self.left


class Visitor:
    """A browser at a network address."""

    def __init__(self, site: str, address: str) -> None:
        self.site, self.address = site, address
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(cookies)

    def get(self, path: str) -> str:
        """The text of a page, whatever its status but one of ours."""
        return self._open(urllib.request.Request(self.site + path))[1]

    def bring(self, content: bytes) -> str:
        """Give a file to the verification page; answers the path of the page that it leads to."""
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.get("/verify"))
        assert token
        head = b'--x\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n'
        body = head % (b"csrf_token", b"") + token[1].encode() + b"\r\n"
        body += head % (b"file", b'; filename="signed.pdf"') + content + b"\r\n--x--\r\n"
        kind = {"Content-Type": "multipart/form-data; boundary=x"}
        address, shown = self._open(urllib.request.Request(f"{self.site}/verify", body, kind))
        assert WAITING in shown or VERDICT in shown, shown
        return address.removeprefix(self.site)

    def _open(self, request: urllib.request.Request) -> tuple[str, str]:
        request.add_header("X-Forwarded-For", self.address)
        try:
            with self.opener.open(request, timeout=60) as answer:
                return answer.url, answer.read().decode()
        except urllib.error.HTTPError as error:
            if error.code >= 500:
                raise
            with error:
                return error.url, error.read().decode()


def run(folder: Path, *, files: int, pages: int, size: int) -> Result:
    """Bring so many files of so many pages each, and ask for so many pages of the site meanwhile."""
    authority = certificate_authority.load_authority(folder / "keys", secret=SECRET, now=MADE_AT)
    brought = [
        signed_often(authority, times=SIGNATURES, pages=size, mark=str(number)) for number in range(files)
    ]
    with serving(folder) as site, ThreadPoolExecutor(files + 4) as crowd:
        visitors = [Visitor(site, f"203.0.113.{number}") for number in range(files)]
        began_at = time.monotonic()
        paths = list(crowd.map(Visitor.bring, visitors, brought))
        ends = [
            crowd.submit(_wait, visitor, path, began_at)
            for visitor, path in zip(visitors, paths, strict=True)
        ]
        others = Visitor(site, "198.51.100.1")
        asked = list(crowd.map(lambda number: _timed(others, PAGES[number % len(PAGES)]), range(pages)))
        waiting = sum(not end.done() for end in ends)
        verdicts = [end.result() for end in ends]
    left = [path.name for path in folder.rglob("*") if path.name == "file"]
    return Result(asked, verdicts, waiting, left)


def _timed(visitor: Visitor, path: str) -> float:
    began_at = time.monotonic()
    visitor.get(path)
    return time.monotonic() - began_at


def _wait(visitor: Visitor, path: str, began_at: float) -> float:
    """Look again until the verdict is there; after how many seconds it was."""
    while time.monotonic() < began_at + PATIENCE:
        shown = visitor.get(path)
        if VERDICT in shown:
            return time.monotonic() - began_at
        assert WAITING in shown, shown
        time.sleep(1)
    raise AssertionError(f"no verdict within {PATIENCE} seconds")


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The address of a web server and its worker, in this folder."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environ = os.environ | {
        "REGISTRY_MODE": "development",
        "REGISTRY_INSTANCE": str(folder),
        "REGISTRY_KEYS_SECRET": SECRET,
        "REGISTRY_TRUSTED_PROXIES": "1",
    }
    subprocess.run([*FLASK, "db", "upgrade"], cwd=TOP, env=environ, check=True, stderr=subprocess.DEVNULL)
    log = (folder / "log").open("w")
    with log, ExitStack() as at_end:
        for command in (("serve", f"--port={port}"), ("worker",)):
            process = subprocess.Popen(
                [*FLASK, "registry", *command], cwd=TOP, env=environ, stdout=log, stderr=log
            )
            at_end.callback(process.wait, 100)
            at_end.callback(process.terminate)
        site = f"http://127.0.0.1:{port}"
        _wait_for(site)
        yield site


def _wait_for(site: str) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(f"{site}/healthz", timeout=5).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the web server did not answer within a minute")


def main() -> int:
    """Run it and print what was seen; 0 when it is good."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="smaller files")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = run(Path(folder), files=10, pages=50, size=200 if chosen.quick else 4000)
    said = {
        "pages answered": len(found.pages),
        "slowest page, seconds": round(max(found.pages), 3),
        "median page, seconds": round(statistics.median(found.pages), 3),
        "files still waiting at the last page": found.waiting,
        "verdicts": len(found.verdicts),
        "first and last verdict, seconds": [round(min(found.verdicts), 1), round(max(found.verdicts), 1)],
        "files left behind": len(found.left),
    }
    if chosen.json:
        print(json.dumps(said, indent=2))
    else:
        print("\n".join(f"{name}: {value}" for name, value in said.items()))
    return 0 if found.is_good else 1


if __name__ == "__main__":
    sys.exit(main())
