"""Announcements: a word with papers that a team sends to the partners of some tiers, and their answers.

Each person who is written to gets a **copy** with a personal link, and needs no account: so observers are
reached, too. An organization gives one **answer**, which it can replace; earlier ones are kept.
"""
