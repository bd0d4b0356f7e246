"""How people prove their identity: passwords, links, passkeys, codes, directories, sessions.

A **factor** is a proof of identity; a **session** is one person signed in with one browser; a **directory**
is an organization's own sign-on (OpenID Connect). Failed attempts delay further ones (the **throttle**).
"""
