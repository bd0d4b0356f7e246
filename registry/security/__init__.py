"""Permissions, actors, and what is encrypted or signed with the installation's secret."""
