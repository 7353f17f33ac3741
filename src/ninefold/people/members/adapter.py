"""What we tell django-allauth about this house."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Sign-in by e-mail and password; nobody signs up without a link."""

    def is_open_for_signup(self, request: object) -> bool:  # noqa: ARG002  # allauth's signature
        """Refuse sign-up whatever page asks; people come in by a one-time link alone."""
        return False
