"""Organizations as partners of a team: their tier and status over time, and who speaks and signs for them.

An **organization** may be a **partner** in several teams. A partner has a **tier** (anchor, associate,
observer) and a **status** on each day, **signatories** who sign for it, **representatives** who speak for it,
**authority** granted to them, and a **schedule** of its contributions.
"""
