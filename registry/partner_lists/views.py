"""Pages."""

from flask import Blueprint

bp = Blueprint("partner_lists", __name__)
