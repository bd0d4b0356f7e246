"""Withdrawals of partners: the notice, efforts to keep the partner, the day of leaving, the hand-over.

A **notice** is signed by a signatory; a **withdrawal** ends with the **departure** of the partner, and with
the **hand-over** list of what it held.
"""
