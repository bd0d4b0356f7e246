"""The Statement and other documents: template, drafts, versions, and what changed between them.

A **version** is the text that is signed, in English and French, with a fingerprint; a **draft** becomes a
version when it is published. Each version states its **requirement** of each tier.

A Statement fixes **provisions**: values by which the registry works while it is **in force**. A **figure**
is a provision as it runs on a day, with the version and the place in its text from which it comes.
"""
