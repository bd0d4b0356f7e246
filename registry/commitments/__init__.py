"""Signing the Statement: who is asked, what they sign, and what holds.

A **request** asks a signatory for one version of a document, by a personal link. A **commitment** is what
was signed or acknowledged, online, on paper or before the registry. A partner's **standing** tells whether
what it has to sign is signed; a commitment **lapses** when it no longer holds. An **edition** gathers all
of a version.
"""
