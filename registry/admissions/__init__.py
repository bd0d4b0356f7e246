"""Admissions: from a public application to a signed partner.

An **applicant** sends a **dossier** while the **intake** is open; coordinators **review** it, a committee
**deliberates** on it as a decision, and an admitted applicant **joins** once everything its tier requires is
signed. An **outcome** ends an admission: admitted, refused, or withdrawn by the applicant.
"""
