"""What the tests of second proofs begin with: a statement to sign, and who is asked."""

from tests.commitments.conftest import address, asked, partner, team, version

__all__ = ["address", "asked", "partner", "team", "version"]
