"""Organizations as partners of a team: tiers and statuses over time, and who speaks and signs for them.

An **organization** may be a **partner** in several teams. A partner has a **tier** (anchor, associate,
observer) and a **status** on each day, **signatories** who sign for it, **representatives** who speak for
it, **authority** granted to either, and a **schedule** of what it contributes.
"""
