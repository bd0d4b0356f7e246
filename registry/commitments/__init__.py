"""Signing the Statement: who is asked, what they sign, and what is in force.

A **request** asks a signatory for one version of a document, by a personal link. A **commitment** is a
signature or acknowledgement: online, on paper or from before the registry. A partner's **standing** says
whether it has signed what it must; a commitment **lapses** when a person decides that it is no longer in
force. An **edition** gathers all signatures of a version.
"""
