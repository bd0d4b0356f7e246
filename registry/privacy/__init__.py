"""Personal data: exported for one person, and deleted when its period is over.

Each feature declares in its `personal_data` what it stores, why and how long. **Retention** deletes what is
past its period.
"""
