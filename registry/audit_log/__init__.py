"""The audit trail for people: timelines, filters, exports, sealed checkpoints.

A **timeline** tells the events of one thing in sentences; a **checkpoint** is a sealed record, made once a
day, of the head of a chain. Confidential events are hidden from people who may not see them.
"""
