"""A team's own list of partners, in and out: read, compared, imported, exported, taken back.

A **list** is a CSV or XLSX file; an **import** is what was done with one. The **register** is what the
registry itself holds of the team's partners.
"""
