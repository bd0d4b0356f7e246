"""People who sign in: their name, their address, the language they are written to in.

An **account** is a person who can sign in; signatories need none. How people prove who they are is
`sign_in`; what they may do in a team is `teams`.
"""
