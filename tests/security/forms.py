"""The forms of the registry's pages, read as a browser reads them, and filled as an attacker fills them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

#: Pages that are read at most.
MOST_PAGES = 400
#: Inputs in which nobody types.
_BUTTONS = ("submit", "button", "reset", "image")


@dataclass
class Field:
    """One named field: what kind it is, what stands in it, and what may be chosen."""

    name: str
    kind: str
    value: str = ""
    options: list[str] = field(default_factory=list)

    @property
    def is_text(self) -> bool:
        """Whether any words may be typed."""
        return self.kind in ("text", "textarea", "search", "tel", "url")

    @property
    def takes_a_choice(self) -> bool:
        """Whether something is chosen from what the page offers."""
        return self.kind in ("select", "radio", "checkbox")


@dataclass
class Form:
    """One form of a page."""

    action: str
    method: str
    fields: dict[str, Field] = field(default_factory=dict)

    def filled(self, fill: Callable[[Field], Any], **instead: Any) -> dict[str, Any]:
        """What is sent: each field filled, and some of them otherwise."""
        return {name: fill(one) for name, one in self.fields.items()} | instead


def forms_of(page: str, address: str) -> list[Form]:
    """The forms of a page that stands at an address."""
    reader = _Reader(address)
    reader.feed(page)
    return reader.forms


def links_of(page: str) -> set[str]:
    """Where the links of a page lead, within the site."""
    reader = _Reader("")
    reader.feed(page)
    return reader.links


def harmless(one: Field) -> Any:
    """What an honest person leaves in a field or chooses first."""
    if one.takes_a_choice:
        return one.value or next((option for option in one.options if option), "")
    if one.kind == "file":
        return ""
    return one.value or _TYPED.get(one.kind, "Words")


_TYPED = {"date": "2026-11-24", "time": "10:00", "number": "1", "email": "somebody@example.org", "hidden": ""}


class _Reader(HTMLParser):
    """Gathers forms and links."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.forms: list[Form] = []
        self.links: set[str] = set()
        self._form: Form | None = None
        self._field: Field | None = None

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "a" and said.get("href", "").startswith("/"):
            self.links.add(said["href"].partition("#")[0])
        elif tag == "form":
            self._form = Form(said.get("action") or self.address, said.get("method", "get").upper())
            self.forms.append(self._form)
        elif self._form is not None and (tag in ("input", "select", "textarea") or said.get("name")):
            self._read_field(tag, said)
        elif tag == "option" and self._field is not None:
            self._field.options.append(said.get("value", ""))
            if "selected" in said:
                self._field.value = said.get("value", "")

    def _read_field(self, tag: str, said: Mapping[str, str]) -> None:
        kind = said.get("type", "text") if tag == "input" else tag
        name = said.get("name", "")
        if not name or kind in _BUTTONS or tag == "button":
            return
        assert self._form is not None
        self._field = self._form.fields.setdefault(name, Field(name, kind))
        if kind in ("radio", "checkbox"):
            self._field.options.append(said.get("value", ""))
            if "checked" in said:
                self._field.value = said.get("value", "")
        elif tag != "select":
            self._field.value = said.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag in ("select", "textarea"):
            self._field = None

    def handle_data(self, data: str) -> None:
        if self._field is not None and self._field.kind == "textarea":
            self._field.value += data.strip()


def every_form(client: Any, pages: Sequence[str]) -> Iterator[tuple[str, Form]]:
    """Every form of these pages once, with the page it was first seen on."""
    seen: set[tuple[str, str]] = set()
    for address in pages:
        answer = client.get(address)
        if answer.status_code != 200 or answer.mimetype != "text/html":
            continue
        for form in forms_of(answer.text, address):
            if (form.action, form.method) not in seen:
                seen.add((form.action, form.method))
                yield address, form


def crawl(client: Any, start: Sequence[str]) -> Iterator[Any]:
    """The answers of all pages that can be reached by links, each once."""
    waiting, seen = list(start), set(start)
    while waiting and len(seen) < MOST_PAGES:
        answer = client.get(waiting.pop(0))
        yield answer
        found = links_of(answer.text) - seen if answer.mimetype == "text/html" else set()
        new = [link for link in found if "sign-out" not in link]
        seen.update(new)
        waiting.extend(sorted(new))
