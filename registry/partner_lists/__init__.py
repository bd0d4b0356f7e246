"""A team's own partner list: read, compared, imported, exported, and reversed.

A **list** is a CSV or XLSX file; an **import** is what was done with one. The **register** is what the
registry itself stores about the team's partners.
"""
