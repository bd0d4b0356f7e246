"""What all pages share: access, forms and fields, headers, logs, error pages."""
