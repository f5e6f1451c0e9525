"""Answers for mediators: pure functions of what a reader may see."""
