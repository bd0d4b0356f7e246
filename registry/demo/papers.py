"""Papers of the demonstration: agreements of before the registry, what the stages ask for, and a page signed
by hand.
"""

from collections.abc import Mapping

from registry.documents.rules.texts import ByLanguage
from registry.pdf.render import render_pdf

FIELDS: Mapping[str, Mapping[str, str]] = {
    "purpose": {
        "en": "We work together so that everybody in the valley lives as well as they can, close to home.",
        "fr": "Nous travaillons ensemble pour que chacun, dans la vallée, vive bien et près de chez soi.",
    },
    "submission": {
        "en": "our full application of the spring",
        "fr": "notre demande complète du printemps",
    },
    "performance_framework": {"en": "the valley’s own scorecard", "fr": "le tableau de bord de la vallée"},
    "target_population": {
        "en": "older adults with several conditions in Larkspur and Tamarack",
        "fr": "les personnes âgées ayant plusieurs maladies à Larkspur et à Tamarack",
    },
    "care_changes": {
        "en": "one care plan shared by all of their providers; a visit within two days of a hospital stay",
        "fr": "un plan de soins commun à tous leurs prestataires; une visite dans les deux jours suivant un "
        "séjour à l’hôpital",
    },
    "service_targets": {
        "en": "400 shared care plans; 1,200 visits at home",
        "fr": "400 plans de soins partagés; 1 200 visites à domicile",
    },
}


#: Title and text of what the stages of the programme ask for.
READINESS: tuple[ByLanguage, ByLanguage] = (
    {"en": "Readiness of the valley", "fr": "État de préparation de la vallée"},
    {
        "en": "We have met, we know who does what in the valley, and we want to begin together.",
        "fr": "Nous nous sommes rencontrés, nous savons qui fait quoi dans la vallée et nous voulons "
        "commencer ensemble.",
    },
)
APPLICATION: tuple[ByLanguage, ByLanguage] = (
    {"en": "Full application of the valley", "fr": "Demande complète de la vallée"},
    {
        "en": "We apply to become one team, with the people, the plan and the figures set out beside this "
        "page. Each partner stands by the part that names it.",
        "fr": "Nous demandons à devenir une seule équipe, avec les gens, le plan et les chiffres présentés "
        "à côté de cette page. Chaque partenaire répond de la partie qui le nomme.",
    },
)
REFERRALS = {
    "en": "Memorandum on shared referrals",
    "fr": "Protocole sur l’aiguillage commun",
}


def shared_referrals(language: str) -> bytes:
    """An agreement of a few partners from before the registry, beside the team's own."""
    text = {
        "en": (
            "A person who is referred by one of us is seen by the next within five working days. "
            "This memorandum belongs to a demonstration: the parties to it are invented."
        ),
        "fr": (
            "Une personne aiguillée par l’un de nous est vue par le suivant dans les cinq jours ouvrables. "
            "Ce protocole appartient à une démonstration : les parties en sont inventées."
        ),
    }[language]
    return _page(REFERRALS[language], text, language)


def earlier_agreement(language: str) -> bytes:
    """The team's agreement from before the registry."""
    title, text = {
        "en": (
            "Working agreement of the valley’s providers",
            (
                "We meet every month, share what we learn, and send nobody away without a name to ask for. "
                "This agreement belongs to a demonstration: the parties to it are invented."
            ),
        ),
        "fr": (
            "Entente de travail des prestataires de la vallée",
            (
                "Nous nous réunissons chaque mois, partageons ce que nous apprenons et ne laissons repartir "
                "personne sans un nom à qui s’adresser. Cette entente appartient à une démonstration : les "
                "parties en sont inventées."
            ),
        ),
    }[language]
    return _page(title, text, language)


def programme() -> bytes:
    """The programme of a forum."""
    words = "Ten o’clock: tables by village. Noon: soup. One o’clock: what comes first."
    return _page("Programme of the spring forum", words, "en")


def signed_page(partner: str, person: str) -> bytes:
    """A scan of a signed signature page."""
    return _page("Signature page", f"For {partner}: signed by hand by {person}.", "en")


def _page(title: str, text: str, language: str) -> bytes:
    return render_pdf(
        f'<!doctype html><html lang="{language}"><head><title>{title}</title></head>'
        f"<body><h1>{title}</h1><p>{text}</p></body></html>"
    )
