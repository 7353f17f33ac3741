"""Stands in the way of pandas, which is here for the peer alone: Arrow loads it on sight, users have none."""

raise ModuleNotFoundError("pandas", name="pandas")
