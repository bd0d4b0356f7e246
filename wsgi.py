"""The application for gunicorn and the flask command; the one file that knows settings and registry both."""

import sys

import config
from registry.app import create_app
from registry.errors import InvalidInput

try:
    settings = config.load()
    app = create_app(settings.as_flask())
except (config.SettingsError, InvalidInput) as error:
    sys.exit(f"The settings cannot be used:\n{error}")
