"""The Statement and other documents: template, drafts, versions, and what changed between them.

A **version** is the text that is signed, in English and French, with a fingerprint; a **draft** becomes a
version when it takes effect. Each version says what it asks of each tier (its **requirement**).
"""
