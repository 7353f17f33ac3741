"""What the notebook door says no with: sentences for whoever sits at the notebook."""


class CannotOpen(ValueError):
    """There is no Ninefold at that place, or it is not clear as whom to open it."""


class NotAllowed(PermissionError):
    """The role of the member does not include this."""


class Unclear(ValueError):
    """A filter, a column or a metric that there is not, with those that there are."""


class Missing(ImportError):
    """A package that this way of giving rows needs is not installed."""
