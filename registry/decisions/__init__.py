"""Decisions by consensus, and by recorded vote when consensus fails.

A decision's **roll** lists its **voices** (the members who decide). In a **round** each voice gives a
**position**; the rules compute from the positions whether there is consensus, and explain the result. The
outcome is the decision's **resolution**, carried out by actions.
"""
