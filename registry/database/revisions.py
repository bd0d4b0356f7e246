"""Two people who edit one thing: the second one is told."""

from registry.errors import N_, RuleBroken


def check_seen(seen: object, present: object) -> None:
    """Check that a thing was not changed since the person saw it.

    `seen` is the revision, or a fingerprint, that the person saw; an empty one never matches. When it was
    changed, the person is told and decides with both texts in view.
    """
    if seen != present:
        raise RuleBroken(
            N_(
                "Someone else changed this meanwhile; yours is not saved."
                " Compare your text with theirs, then save again."
            )
        )
