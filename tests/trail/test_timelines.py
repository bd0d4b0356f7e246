"""Each kind of thing that events name and that has a page leads from there to its timeline."""

import re
from pathlib import Path

import pytest

from registry.trail import addresses

TEMPLATES = Path(__file__).resolve().parent.parent.parent / "templates"


@pytest.fixture(scope="module")
def led_to():
    """The kinds of things to whose timeline some page leads."""
    text = "\n".join(path.read_text() for path in TEMPLATES.rglob("*.html"))
    return set(re.findall(r"timeline_(?:link|word)\('(\w+)'", text))


@pytest.mark.parametrize("kind", addresses.PAGES)
def test_its_page_leads_to_its_timeline(led_to, kind):
    assert kind in led_to
