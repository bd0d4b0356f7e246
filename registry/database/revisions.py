"""Two people who change one thing: the second is told."""

from registry.errors import N_, RuleBroken


def check_seen(seen: object, present: object) -> None:
    """Of two people who edit one thing the second is told, and decides with both texts before them.

    `seen` is the revision, or a fingerprint, of what the person had before them; nothing is never right.
    """
    if seen != present:
        raise RuleBroken(
            N_(
                "Someone else changed this meanwhile; yours is not saved."
                " Compare your text with theirs, then save again."
            )
        )
