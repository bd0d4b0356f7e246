"""Conflict cases: who is in conflict about what, until it is settled or referred on.

A **case** is between **parties** and runs through **terms** (the committee, then a mediator) with a
deadline that only an extension to which every party agrees can move. **Recusal** takes a person out
of handling a case. Cases are confidential: `access` says who sees what.
"""
