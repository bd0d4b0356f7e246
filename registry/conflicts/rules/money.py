"""Expenses to the cent: who can pay, parsing amounts, and splitting them exactly."""

import re
from collections.abc import Sequence

from registry.documents.rules.provisions import ExpensesBy
from registry.errors import N_, InvalidInput
from registry.labels import Labelled

#: Ten million dollars; more is a typing error.
MOST_CENTS = 1_000_000_000
_AMOUNT = re.compile(r"(?P<dollars>\d{1,3}(?:[ \u00a0\u202f,]?\d{3})*|\d+)(?:[.,](?P<cents>\d{1,2}))?")


def read_cents(typed: str, *, field: str) -> int:
    """Parse a typed amount, English or French (1,234.50 or 1 234,50 $), in cents; empty is 0."""
    bare = typed.replace("$", "").strip()
    if not bare:
        return 0
    match = _AMOUNT.fullmatch(bare)
    if not match or not (bare.isascii() or _has_known_spaces(bare)):
        raise InvalidInput(N_("Enter an amount, such as 1250.00."), field=field)
    dollars = re.sub(r"\D", "", match["dollars"])
    if len(dollars) > len(str(MOST_CENTS)):
        raise InvalidInput(N_("This amount is too large."), field=field)
    cents = int(dollars) * 100 + int((match["cents"] or "0").ljust(2, "0"))
    if cents > MOST_CENTS:
        raise InvalidInput(N_("This amount is too large."), field=field)
    return cents


def write_cents(cents: int) -> str:
    """Format an amount for an input: 1250.00."""
    return f"{cents // 100}.{cents % 100:02}"


def equal_shares(total: int, n: int) -> list[int]:
    """Split a total in cents into n parts that differ by at most one cent, larger ones first."""
    if n < 1:
        raise ValueError("nobody to share among")
    each, rest = divmod(total, n)
    return [each + 1] * rest + [each] * (n - rest)


def check_shares(total: int, shares: Sequence[int]) -> None:
    """The shares must add up to the total, to the cent."""
    if total <= 0:
        raise InvalidInput(N_("Enter an amount, such as 1250.00."), field="total")
    if sum(shares) != total:
        raise InvalidInput(
            N_("The shares come to %(sum)s, the expense to %(total)s. They must be the same."),
            field="share_1",
            sum=write_cents(sum(shares)),
            total=write_cents(total),
        )


def _has_known_spaces(typed: str) -> bool:
    return typed.replace("\u00a0", "").replace("\u202f", "").isascii()


#: The payer that is the team itself.
TEAM = "team"


class PayerGroup(Labelled):
    """Those who pay together, as a team may settle or the parties agree."""

    PARTIES = "parties", N_("The parties")
    COMMITTEE = "committee", N_("The organizations on the steering committee")
    TEAM = "team", N_("The team itself: a coordinator or the chair confirms")
    DECIDING = "deciding", N_("All partners whose tier decides")


#: Who is offered first, by what the agreement says; where it leaves that to the case, the parties are.
OFFERED = {
    ExpensesBy.PARTIES: PayerGroup.PARTIES,
    ExpensesBy.COMMITTEE: PayerGroup.COMMITTEE,
    ExpensesBy.TEAM: PayerGroup.TEAM,
    ExpensesBy.DECIDING_TIERS: PayerGroup.DECIDING,
    ExpensesBy.AS_AGREED: PayerGroup.PARTIES,
}


def party_key(party_id: int) -> str:
    """How a party is named as a payer."""
    return f"party:{party_id}"


def partner_key(partner_id: int) -> str:
    """How a partner that is no party is named as a payer."""
    return f"partner:{partner_id}"
