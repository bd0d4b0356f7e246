"""E-mail: posted in the transaction of the change it tells of, sent by the worker, followed to its fate.

A **message** keeps whom it is for and what it is about; its text is composed at the moment it is sent. Its
**fate** is planned, sent, failed, cancelled or bounced.
"""
