"""The application for gunicorn and the flask command; the one file that knows settings and registry both."""

import sys

import config
from registry.app import create_app

try:
    settings = config.load()
except config.SettingsError as error:
    sys.exit(f"The settings cannot be used:\n{error}")

app = create_app(settings.as_flask())
