"""Personal data: exported for one person, and deleted when its period is over.

Each feature declares in its `personal_data` what it stores, why, and for how long. **Retention** deletes data
whose period is over.
"""
