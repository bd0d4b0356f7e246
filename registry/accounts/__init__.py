"""People who sign in: name, address, and the language of their mail.

An **account** is a person who can sign in; signatories need none. How people prove their identity is
`sign_in`; what they may do in a team is `teams`.
"""
