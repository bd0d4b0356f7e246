"""Teams, and the roles of people in them.

A **team** is one partnership; a **membership** gives an account a role in it (coordinator, chair, member,
reader). What a person **holds** (seats, representations) can end together with the role.
"""
