"""The web pages of Lien: a Flask application over a reader of the store."""
