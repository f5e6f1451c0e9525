"""The named questions by subject: of each its row and, below it, the function that answers it.

- `things`: what is known of a thing, which things there are, what happened to them
- `links`: how things are linked, directly and through others
- `people`, `agreements`, `actions`, `works`, `funding`: who, under which agreement, in which
  laboratory, with which works, paid by whom and with which tools
- `measures`: figures of sources, measures of networks
- `origins`: who states a fact, and what speaks against it
- `about`: several questions about one thing at once
- `overview`: the data as a whole

What ends in `_of` gives the rows of a question for several things, or before they have names.
"""
