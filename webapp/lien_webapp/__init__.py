"""The Flask pages of Lien."""
