"""The one table of mails: what is to be sent, and what became of it."""

from django.db import models
from django.db.models import Q

from ninefold.kit.mail.choices import MailState

ENDS = (MailState.SENT, MailState.FAILED, MailState.UNKNOWN)
BODY = ("subject", "text", "html")


class Mail(models.Model):
    """One mail to one person; its body goes as soon as there is nothing more to send."""

    # Below `people` an organisation is a plain integer.
    organisation = models.IntegerField()
    # Names the cause, such as "invitation-17": asked for twice, a mail is sent once.
    key = models.CharField(max_length=200)
    to = models.EmailField()
    subject = models.TextField(blank=True, default="")
    text = models.TextField(blank=True, default="")
    html = models.TextField(blank=True, default="")
    state = models.CharField(max_length=7, choices=MailState.choices, default=MailState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    # The class of the last error, and what the mail server said.
    error = models.CharField(max_length=80, blank=True, default="")
    reply = models.CharField(max_length=200, blank=True, default="")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "key"], name="kit_mail_once"),
            models.CheckConstraint(
                name="kit_mail_keeps_no_body",
                condition=~Q(state__in=ENDS) | Q(subject="", text="", html=""),
            ),
        ]
        indexes = [models.Index(fields=["changed_at"], name="kit_mail_changed")]
