from flask import Blueprint

bp = Blueprint("conflict_acts", __name__)
