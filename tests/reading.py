"""What a test reads on a page."""

import re
import subprocess


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
