"""The public part of every outside seal ever used, stored to verify what it sealed."""

import json
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509

#: The folder of their files, beside the keys.
PLACE = "outside"


@dataclass(frozen=True)
class Remembered:
    """The public part of an outside seal, in PEM."""

    seal: str
    chain: str
    roots: str
    first_used_at: str

    @property
    def certificate(self) -> x509.Certificate:
        """Its certificate."""
        return x509.load_pem_x509_certificate(self.seal.encode())


def remembered(folder: Path) -> list[Remembered]:
    """Every outside seal ever used."""
    return [Remembered(**json.loads(path.read_text())) for path in sorted((folder / PLACE).glob("*.json"))]
