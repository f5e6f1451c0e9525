"""`python -m lien` is the command `lien`."""

from lien.cli import main

main()
