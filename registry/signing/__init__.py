"""Shared by everything that is signed by personal link: the life of a request, the signature, the second
proof. **Step-up** is a second proof required at signing: a code by telephone, an authenticator app, or a
directory.
"""
