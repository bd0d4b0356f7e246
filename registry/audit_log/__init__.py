"""The audit trail as people read it: timelines, filters, exports, sealed checkpoints.

A **timeline** tells the events of one thing in sentences; a **checkpoint** is a sealed record, made once a
day, of where a chain had come to. What is confidential is hidden from those who may not see it.
"""
