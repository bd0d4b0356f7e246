"""What all signing by personal link shares: the life of a request, the signature, the second proof.

**Step-up** is a second proof required at signing: a code by telephone, an authenticator app, or a directory.
"""
