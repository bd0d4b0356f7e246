"""The database: session, column types, transactions."""
