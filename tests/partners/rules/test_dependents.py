"""What rests on a partner is said by the model whose rows do."""

from registry.partners.rules import dependents


def test_a_model_says_what_its_rows_are_and_stays_what_it_was(monkeypatch):
    monkeypatch.setattr(dependents, "DEPENDENTS", {})

    class Visit:
        __tablename__ = "visit"

    assert dependents.rests_on_partner("a visit")(Visit) is Visit
    assert dependents.DEPENDENTS == {"visit": "a visit"}
