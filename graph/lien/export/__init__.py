"""Ways out: rows, networks, one-file pages."""
