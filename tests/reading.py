"""What a test reads on a page."""

import html
import re
import subprocess

#: What a page says beside a text that is signed as it is, by its reader's language.
ORIGINAL_HELD = {"en": "The record holds this original", "fr": "L’attestation contient cet original"}
_KEPT = re.compile(r'<(\w+) class="[^"]*\bnotranslate" lang="\w\w" translate="no"[^>]*>(.*?)</\1>', re.DOTALL)


def error_on(answer, field):
    """What a page says is wrong with a field; None where it says nothing."""
    found = re.search(rf'id="{field}(?:-0)?-error"[^>]*>.*?</span>(.*?)</p>', answer.text, re.DOTALL)
    return found[1].strip() if found else None


def saved_now(answer):
    """What a page tells of what somebody else saved meanwhile."""
    return re.search("What is saved now</h2>(.*?)</(?:dl|ul)>", answer.text, re.DOTALL)[1]


def value_of(answer, name):
    """What a hidden input of a page holds."""
    return re.search(rf'name="{name}"[^>]* value="([^"]*)"', answer.text)[1]


def words_of_pdf(content, tmp_path):
    """What a reader reads in a PDF, in one line."""
    file = tmp_path / "read.pdf"
    file.write_bytes(content)
    told = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, text=True, check=True)
    return " ".join(told.stdout.split())


def kept_in(page: str) -> str:
    """All that a browser does not translate."""
    return " ".join(match[2] for match in _KEPT.finditer(page))


def words_of(answer):
    """What a page says, without its tags, in one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def corrected(post, page, **said):
    """Sends a correction twice, to see what it changes and to save it: both answers."""
    preview = post(page, **said)
    assert preview.status_code == 200, error_summary_of(preview)
    return preview, post(page, shown=value_of(preview, "shown"), **said)


def error_summary_of(answer):
    """What a page lists as wrong; empty where it lists nothing."""
    found = re.search(r"govuk-error-summary__list.*?</ul>", answer.text, re.DOTALL)
    return re.sub(r"<[^>]+>", " ", found[0]) if found else ""
