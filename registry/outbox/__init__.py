"""E-mail: posted in the transaction of the change that it reports, sent by the worker, and tracked.

A **message** stores its recipient and its subject; its text is composed when it is sent. Its **fate** is
planned, sent, refused, failed, cancelled or bounced.
"""
