"""The database: its session, its column types, its transactions."""
