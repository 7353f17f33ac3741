"""Erasing a person, or keeping what they said without them."""
