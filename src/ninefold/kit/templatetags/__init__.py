"""Template tags: the components of the pages."""
