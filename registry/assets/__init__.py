"""What pages are made with, the same for everybody: the texts of the catalogue, style, scripts and fonts."""
