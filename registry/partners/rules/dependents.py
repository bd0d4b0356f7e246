"""What depends on a partner: each model whose rows concern a partner or a signatory declares what its rows
are.
"""

from collections.abc import Callable
from typing import Any, TypeVar

Model = TypeVar("Model", bound=type[Any])

#: What its rows are, for the catalogue; by table.
DEPENDENTS: dict[str, str] = {}


def rests_on_partner(words: str) -> Callable[[Model], Model]:
    """Register a name for the rows of a model; it explains why a partner cannot be removed while such rows
    exist.
    """

    def register(model: Model) -> Model:
        DEPENDENTS[model.__tablename__] = words
        return model

    return register
