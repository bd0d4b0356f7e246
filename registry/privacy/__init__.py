"""What is kept of persons: exported for one person, and taken away when it has served.

Each feature says in its `personal_data` what it keeps, why and how long. **Retention** takes away what is
past its period.
"""
