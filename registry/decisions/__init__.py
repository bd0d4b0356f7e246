"""Decisions by consensus, and by a recorded vote where consensus fails.

A decision's **roll** lists its **voices** (the members who decide). In a **round** each voice gives a
**position**; the rules compute whether that is consensus and explain it. What was decided is its
**resolution**, carried out by actions.
"""
