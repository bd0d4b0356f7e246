"""Announcements of the demonstration: one that was sent with a programme and answered, and a draft."""

import datetime as dt

from registry.announcements.queries import announcements as announcement_queries
from registry.announcements.rules.announcements import Wording
from registry.announcements.services import announcements, answers, copies
from registry.database.acts import act_at
from registry.demo import cast, papers
from registry.demo.stage import Stage
from registry.teams.rules import Tier

FORUM = Wording(
    titles={"en": "Our spring forum: what should we do first?", "fr": "Notre forum du printemps"},
    texts={
        "en": "On the first Saturday of May we sit down with everybody who supports older adults in the "
        "valley. The programme is attached.\n\nWill you come, and what should we speak of first?",
        "fr": "Le premier samedi de mai, nous nous réunissons avec tous ceux qui soutiennent les aînés de la "
        "vallée. Le programme est joint.\n\nViendrez-vous, et de quoi faut-il parler d’abord?",
    },
    tiers=(Tier.ASSOCIATE, Tier.OBSERVER),
    asks_answer=True,
)
THANKS = Wording(
    titles={"en": "Thank you for the winter drives", "fr": "Merci pour les transports de l’hiver"},
    texts={
        "en": "Your volunteers drove 240 people to their appointments. A short report follows.",
        "fr": "Vos bénévoles ont conduit 240 personnes à leurs rendez-vous. Un court rapport suivra.",
    },
    tiers=(Tier.OBSERVER,),
)


def announce(stage: Stage) -> None:
    """Send one to associates and observers, answered by an observer; keep another as a draft."""
    by, sent_at = stage.coordinator, stage.ago(days=12)
    act = stage.act(by, sent_at)
    forum = announcements.write(stage.team, FORUM, act=act)
    announcements.add_paper(forum, data=papers.programme(), name="Programme.pdf", act=act)
    announcements.send(forum, act=act)
    observer = stage.partners[cast.VOLUNTEERS]
    for reception in announcement_queries.receptions_of(forum):
        if reception.partner is observer:
            copy, at = reception.deliveries[0].copy, sent_at + dt.timedelta(days=2)
            answering = act_at(copies.by_link(copy), at, stage.team.timezone)
            copies.note_fetched(copy, act=answering)
            answers.answer(
                forum, observer, text="We come with three drivers. Let us speak of rides.", act=answering
            )
    announcements.write(stage.team, THANKS, act=stage.act(by, stage.ago(days=1)))
