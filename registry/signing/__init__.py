"""What all signing by personal link has in common: the request's life, the signature, the second proof.

**Step-up** is a second proof asked for at signing: a code by telephone, an authenticator app, or a directory.
"""
