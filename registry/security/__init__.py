"""Who may do what, who acts, and what is encrypted or signed with the installation’s secret."""
