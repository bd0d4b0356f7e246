"""The hook for what a person's teams require of their sign-in; the feature `teams` provides the finder."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from registry.accounts.models import User
from registry.database.session import db
from registry.sign_in.rules.sign_in import has_second_factor


@dataclass(frozen=True)
class Policy:
    """The combined requirements of all of a person's teams."""

    #: A team requires a second factor of people in their role, or they are an administrator.
    needs_second_factor: bool = False
    #: Whether a team allows sign-in by mailed link.
    allows_link: bool = False


Finder = Callable[[int], Policy]
_FINDERS: list[Finder] = []
_OFFERS: list[Callable[[], bool]] = []


def finds_policy(finder: Finder) -> Finder:
    """Register the function that finds the requirements for an account."""
    _FINDERS.append(finder)
    return finder


def offers_links(finder: Callable[[], bool]) -> Callable[[], bool]:
    """Register the function that says whether any team allows sign-in by mailed link."""
    _OFFERS.append(finder)
    return finder


def is_link_offered() -> bool:
    """Whether the sign-in page offers links by mail."""
    return any(finder() for finder in _OFFERS)


def owes_second_factor(user_id: int, factors: Collection[str]) -> bool:
    """Whether an account needs a second factor that this session has not proved."""
    return policy_of(user_id).needs_second_factor and not has_second_factor(factors)


def policy_of(user_id: int) -> Policy:
    """The requirements for an account."""
    policies = [finder(user_id) for finder in _FINDERS]
    user = db.session.get(User, user_id)
    administers = user is not None and user.is_administrator
    return Policy(
        needs_second_factor=administers or any(policy.needs_second_factor for policy in policies),
        allows_link=any(policy.allows_link for policy in policies),
    )
