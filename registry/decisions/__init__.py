"""Decisions by consensus, and by recorded vote when consensus fails.

A decision's **roll** lists its **voices** (the members who decide). In a **round** each voice gives a
**position**; the rules compute whether that is consensus, and explain it. The outcome is its **resolution**,
carried out by actions.
"""
