"""What all pages share: who may enter, forms and their fields, headers, logs, error pages."""
