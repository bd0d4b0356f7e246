from flask import Blueprint

bp = Blueprint("conflicts", __name__)
