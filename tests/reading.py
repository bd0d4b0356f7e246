"""What a test reads on a page."""

import re


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
