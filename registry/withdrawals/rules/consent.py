"""The statements that a signatory confirms with a notice.

A text in use never changes; a change of wording is a new version.
"""

from registry.signing.rules.signatures import Consent

CONSENTS = {
    "withdrawal/1": Consent(
        key="withdrawal/1",
        electronic={
            "en": "I agree to sign this notice electronically, and I understand that my signature here "
            "counts for my organization as a signature in ink would. I may give notice on paper instead.",
            "fr": "J’accepte de signer cet avis par voie électronique et je comprends que ma signature vaut "
            "pour mon organisme comme une signature à l’encre. Je peux donner l’avis sur papier à la place.",
        },
        authority={
            "en": "I am authorized to bind the organization named above, and to give notice for it.",
            "fr": "J’ai l’autorité de lier l’organisme nommé ci-dessus et de donner cet avis en son nom.",
        },
    )
}
CURRENT = CONSENTS["withdrawal/1"]
