"""The audit trail: events that are only ever added, each linked to the one before it by a hash.

An **event** has a **tag** (what happened), a **subject** (what it happened to), an **actor** and details.
Each team has a **chain** of its own, and so has the installation. `audit_log` shows it to people.
"""
