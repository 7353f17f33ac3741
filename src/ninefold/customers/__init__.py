"""The room of customers: who they are, what they agreed to, and how they are forgotten."""
