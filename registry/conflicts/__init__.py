"""Conflict cases: the parties, the conflict, and the steps until it is settled or referred elsewhere.

A **case** is between **parties** and goes through **terms** with a deadline; only an extension that every
party agrees to can move the deadline. **Recusal** excludes a person from handling a case. Cases are
confidential: `access` decides who sees what.
"""
