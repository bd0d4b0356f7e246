"""Who answers for a share of an expense: for a party, for another partner, or for the team itself."""

import datetime as dt

from registry.committees.queries.capacity import coordinator
from registry.conflicts.access import capacity, visibility
from registry.conflicts.access.visibility import Onlooker, Sight
from registry.conflicts.models.cases import Case
from registry.conflicts.models.expenses import Share
from registry.errors import N_, NotFound, Refused
from registry.security import actors
from registry.security.actors import Actor, Capacity


def pays(sight: Sight, share: Share) -> bool:
    """Whether a person may confirm a share, for its party or partner.

    For the team itself a coordinator does, or the chair of the steering committee, unless they are recused.
    """
    if share.party is not None:
        return sight.answers_for(share.party)
    if share.partner_id is not None:
        return share.partner_id in sight.onlooker.own_partners
    return not sight.is_recused and (sight.onlooker.is_coordinator or _chairs(sight.onlooker))


def sight_of_payer(case: Case, share: Share, user: Actor, on: dt.date) -> Sight:
    """A case as somebody sees it who may know of it, or who is asked to pay this share of it; raises
    `NotFound` for all others.
    """
    sight = visibility.sight_of(case, visibility.onlooker(user, case.team_id, on))
    if not (sight.may_know or pays(sight, share)):
        raise NotFound(N_("There is no such case."))
    return sight


def for_share(share: Share, user: Actor, on: dt.date) -> Actor:
    """A person who confirms a share, in their capacity; raises `Refused`."""
    case = share.expense.case
    sight = sight_of_payer(case, share, user, on)
    if not pays(sight, share):
        raise Refused(N_("You do not answer for who pays this share."))
    if share.party is not None:
        return capacity.as_party(sight, share.party)
    onlooker = sight.onlooker
    if share.partner is None:
        return _for_team(onlooker, case)
    is_own = share.partner_id in onlooker.represented
    return actors.person(
        onlooker.user.id,
        onlooker.user.name,
        Capacity.REPRESENTATIVE if is_own else Capacity.MEMBER,
        share.partner.name,
        f"partner:{share.partner_id}",
    )


def relays(sight: Sight, share: Share) -> bool:
    """Whether a person may enter, or take back, what who pays a share said elsewhere: a coordinator who
    handles the case, unless they answer for the share; never for the team itself.
    """
    is_coordinator = sight.handles and sight.onlooker.is_coordinator
    return is_coordinator and not share.is_of_team and not pays(sight, share)


def for_relaying(share: Share, user: Actor, on: dt.date) -> Actor:
    """A coordinator who enters what who pays a share said elsewhere; raises `Refused`."""
    sight = sight_of_payer(share.expense.case, share, user, on)
    if not relays(sight, share):
        raise Refused(
            N_("Only a coordinator enters what who pays a share said elsewhere, and never for the team.")
        )
    return coordinator(sight.onlooker.user)


def for_striking(share: Share, user: Actor, on: dt.date) -> Actor:
    """Who may say that what was entered for who pays a share is wrong: who pays it, or such a coordinator."""
    sight = sight_of_payer(share.expense.case, share, user, on)
    return for_relaying(share, user, on) if relays(sight, share) else for_share(share, user, on)


def _for_team(onlooker: Onlooker, case: Case) -> Actor:
    as_what = Capacity.COORDINATOR if onlooker.is_coordinator else Capacity.CHAIR
    return actors.person(onlooker.user.id, onlooker.user.name, as_what, case.team.name())


def _chairs(onlooker: Onlooker) -> bool:
    seat = onlooker.seat_in(onlooker.steering_id)
    return seat is not None and seat.is_chair
