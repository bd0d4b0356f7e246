"""Committees and working groups: seats, terms, alternates, chairs, declared interests.

A **seat** belongs to a partner or to a person for a **term**; its **alternate** speaks when its holder
cannot. An **interest** that a member declares excludes them from the matters it concerns.
"""
