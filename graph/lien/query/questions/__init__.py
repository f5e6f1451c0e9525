"""The named questions by subject: for each, its rows and the function that answers it."""
