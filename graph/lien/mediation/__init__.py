"""The mediator's analyses: pure functions of what a reader sees, one module each."""
