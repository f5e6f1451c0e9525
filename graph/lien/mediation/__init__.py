"""Answers for a mediator: one pure function each, over what one reader sees."""
