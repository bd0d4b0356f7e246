"""An applicant's link: it opens the page of its application."""

from registry.personal_links import LinkParts, PersonalLinks

_LINKS = PersonalLinks("admission link")
token_for, read_token = _LINKS.token_for, _LINKS.read_token

__all__ = ["LinkParts", "read_token", "token_for"]
