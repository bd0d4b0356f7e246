"""Links to sign a notice of withdrawal."""

from registry.personal_links import LinkParts, PersonalLinks

_LINKS = PersonalLinks("notice of withdrawal link")
token_for, read_token = _LINKS.token_for, _LINKS.read_token

__all__ = ["LinkParts", "read_token", "token_for"]
