"""The policies of routes we did not write: each by its name, or it stays denied.

An upgrade that brings a new route brings no open door: `tests/site/test_routes.py` fails until somebody has
written here who may use it, and until then `PolicyMiddleware` answers 403.
"""

from ninefold.people.policies import Policy, closed, public, signed_in

THIRD_PARTY: dict[str, Policy] = {
    # django-allauth: signing in and out.
    "account_login": public,
    "account_logout": public,
    "account_inactive": public,
    "account_reauthenticate": signed_in,
    "account_change_password": signed_in,
    # The second step; `mfa_authenticate` comes between password and session, so nobody is signed in yet.
    "mfa_authenticate": public,
    "mfa_reauthenticate": signed_in,
    "mfa_index": signed_in,
    "mfa_activate_totp": signed_in,
    "mfa_deactivate_totp": signed_in,
    "mfa_view_recovery_codes": signed_in,
    "mfa_generate_recovery_codes": signed_in,
    "mfa_download_recovery_codes": signed_in,
    # People come in by one-time links, and get a new password by one; e-mail comes with a later issue.
    "account_signup": closed,
    "account_email": closed,
    "account_email_verification_sent": closed,
    "account_confirm_email": closed,
    "account_set_password": closed,
    "account_confirm_login_code": closed,
    "account_reset_password": closed,
    "account_reset_password_done": closed,
    "account_reset_password_from_key": closed,
    "account_reset_password_from_key_done": closed,
    # django-ninja: the description of the API is for those who may use it; its root has no page.
    "api:openapi-json": signed_in,
    "api:api-root": closed,
}
