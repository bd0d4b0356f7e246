"""How people prove who they are: passwords, links, passkeys, codes, directories, sessions.

A **factor** is what somebody proves themselves with; a **session** is one browser, signed in; a **directory**
is an organization's own sign-on (OpenID Connect). Failed tries make the next ones wait (the **throttle**).
"""
