"""The statements that a signatory confirms, by name and version.

A text in use never changes; a change of wording is a new version.
"""

from registry.signing.rules.signatures import Consent

CONSENTS = {
    "signing/1": Consent(
        key="signing/1",
        electronic={
            "en": "I agree to sign this document electronically, and I understand that my signature here "
            "commits my organization as a signature in ink would. I may ask for a paper copy instead.",
            "fr": "J’accepte de signer ce document par voie électronique et je comprends que ma signature "
            "engage mon organisation comme le ferait une signature à l’encre. Je peux demander une copie "
            "papier à la place.",
        },
        authority={
            "en": "I am authorized to bind the organization named above.",
            "fr": "J’ai l’autorité de lier l’organisation nommée ci-dessus.",
        },
    )
}
CURRENT = CONSENTS["signing/1"]
