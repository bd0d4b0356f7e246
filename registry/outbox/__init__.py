"""E-mail: posted in the transaction of the change it reports, sent by the worker, tracked to its fate.

A **message** stores its recipient and its object; its text is composed when it is sent. Its **fate** is
planned, sent, failed, cancelled or bounced.
"""
