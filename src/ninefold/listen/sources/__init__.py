"""Sources: where feedback comes from, and how a file of it is opened, guessed at and typed."""
