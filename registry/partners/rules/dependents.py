"""What rests on a partner: each model whose rows are about one, or about a signatory, says what they are."""

from collections.abc import Callable
from typing import Any, TypeVar

Model = TypeVar("Model", bound=type[Any])

#: Texts of the catalogue, by the table in which it stands.
DEPENDENTS: dict[str, str] = {}


def rests_on_partner(words: str) -> Callable[[Model], Model]:
    """Register what a row of this model is to whoever asks why a partner cannot go."""

    def register(model: Model) -> Model:
        DEPENDENTS[model.__tablename__] = words
        return model

    return register
