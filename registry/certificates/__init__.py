"""Keys and certificates: the registry's own authority, how its keys are stored, and whose seals are
trusted.
"""
