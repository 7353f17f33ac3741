"""The notebook door: what an analyst holds after `ninefold.open`, with the rights and sight of a member."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import transaction
from django.utils.translation import gettext as _

from cxstats.estimate import Estimate
from ninefold.engine.facts import Table
from ninefold.engine.sight import Sight
from ninefold.kit.clock import now
from ninefold.people.access import NO_ACCESS, Access, Right
from ninefold.people.audit.choices import Action
from ninefold.people.audit.operations import record, record_export
from ninefold.people.members.models import Member
from ninefold.people.members.queries import memberships_of, user_by_email
from ninefold.people.organisations.models import Organisation
from ninefold.people.roles.queries import standing_of
from ninefold.site.notebook.narrowing import narrowed
from ninefold.site.notebook.refusals import CannotOpen, NotAllowed, Unclear
from ninefold.site.notebook.rows import Rows
from ninefold.site.notebook.threads import aside
from ninefold.understand.metrics.queries import facts_of, metrics_of, total
from ninefold.understand.metrics.registry import Metric
from ninefold.understand.metrics.versions import NoSuchVersion

# One row is the answers of one person, or what happened to one: both rights are needed.
ROWS: Final = (Right.TAKE_AWAY, Right.SEE_CUSTOMERS)


@dataclass(frozen=True, kw_only=True, repr=False)
class Door:
    """One organisation, seen with the rights and the sight of one member.

    Filters are the same everywhere: `since` and `until` (the day after the last one) as dates or
    "2026-01-31"; `touchpoint`, `unit`, `channel`, `segment` and `language` as one text or a list of texts;
    `survey` by its number or name, `attributes` as a mapping. None of them reaches beyond the sight.

    Rights and sight are looked up anew for whatever is asked, as for every request of a page: a notebook may
    stay open for days.

    Attributes
    ----------
    member : as whom it was opened.
    role : the role that was asked for; the first of the member's without one.
    """

    member: Member
    role: str | None = None

    @property
    def organisation(self) -> Organisation:
        """Whose facts they are."""
        return self.member.organisation

    @property
    def access(self) -> Access:
        """What the member may do and see at this moment; nothing once they have left."""
        return aside(self._access)

    def __repr__(self) -> str:
        access = self.access
        sight = "everything" if access.sight.whole else ", ".join(access.sight.columns())
        told = f"{self.member.name} as {access.role}, sees {sight}"
        return f"<Ninefold of {self.organisation.name}: {told}>"

    def feedback(self, *, columns: str | Sequence[str] = (), **filters: Any) -> Rows:
        """Give the answers, one row a record, under their rights.

        Parameters
        ----------
        columns : names of columns, such as "nps"; all without it.
        filters : see the class.

        Raises
        ------
        NotAllowed
            If the role may not take single answers away.
        Unclear
            If there is no such filter, or its value cannot be read.
        """
        return self._rows("feedback", columns=columns, filters=filters)

    def comments(self, *, columns: str | Sequence[str] = (), **filters: Any) -> Rows:
        """Give what people wrote, one row an open answer; also narrowed down by `words`.

        Raises
        ------
        NotAllowed, Unclear
            As `feedback`; comments must be allowed besides.
        """
        return self._rows("comment", columns=columns, filters=filters)

    def events(self, *, columns: str | Sequence[str] = (), **filters: Any) -> Rows:
        """Give what happened to customers, one row an event; also narrowed down by `kind`, and by no survey.

        Raises
        ------
        NotAllowed, Unclear
            As `feedback`.
        """
        return self._rows("event", columns=columns, filters=filters)

    def outcomes(self, *, columns: str | Sequence[str] = (), **filters: Any) -> Rows:
        """Give what customers brought and cost, one row a customer and month; narrowed down by no survey.

        Raises
        ------
        NotAllowed, Unclear
            As `feedback`.
        """
        return self._rows("outcome", columns=columns, filters=filters)

    def metrics(self, *, survey: int | None = None) -> tuple[Metric, ...]:
        """List the definitions that `metric` knows, with scale, version, owner and target.

        Raises
        ------
        NotAllowed
            If the role may not see scores.
        """
        return aside(lambda: self._metrics(survey=survey))

    def metric(
        self, slug: str, *, weighted: bool = False, version: int | None = None, **filters: Any
    ) -> Estimate:
        """Give a metric as the pages give it; nothing but "hidden" of a group of too few people.

        Parameters
        ----------
        slug : such as "nps"; `metrics` lists them.
        weighted : with the weights of the answers.
        version : by an older version of the definition; by the one that holds now without it.
        filters : see the class.

        Returns
        -------
        cxstats.estimate.Estimate
            NPS and shares as fractions, which a page shows in points and per cent.

        Raises
        ------
        NotAllowed
            If the role may not see scores.
        Unclear
            If there is no such metric, version or filter, or weights are asked for where none can be shown.
        """
        return aside(lambda: self._metric(slug, weighted=weighted, version=version, filters=filters))

    def _metrics(self, *, survey: int | None) -> tuple[Metric, ...]:
        self._need(Right.SEE_SCORES)
        return metrics_of(organisation=self.organisation, survey=survey)

    def _metric(self, slug: str, *, weighted: bool, version: int | None, filters: dict[str, Any]) -> Estimate:
        sight = self._need(Right.SEE_SCORES).sight
        # Its threshold may have changed since the door was opened.
        house = Organisation.objects.get(pk=self.organisation.pk)
        where = narrowed(table="feedback", organisation=house, sight=sight, asked=filters).where
        try:
            metrics = metrics_of(organisation=house, survey=where.survey, slug=slug, version=version)
        except NoSuchVersion:
            raise Unclear(
                _("The definition of “%(name)s” never had a version %(version)s.")
                % {"name": slug, "version": version}
            ) from None
        found = next((each for each in metrics if each.slug == slug), None)
        if found is None:
            raise Unclear(
                _("There is no metric “%(name)s” here. There are: %(known)s.")
                % {"name": slug, "known": ", ".join(each.slug for each in metrics) or "–"}
            )
        facts = facts_of(organisation=house, where=where, metrics=[found])
        score = total(facts=facts, metrics=[found], weighted=weighted).scores[slug]
        if not weighted or score.hidden:
            return score.estimate
        if score.weighted is None:
            raise Unclear(
                _("No weighted score can be shown: these answers have no weights, or too few have.")
            )
        return score.weighted

    def _rows(self, table: Table, *, columns: str | Sequence[str], filters: dict[str, Any]) -> Rows:
        needed = (*ROWS, *([Right.READ_COMMENTS] if table == "comment" else []))

        def asked() -> Rows:
            sight = self._need(*needed).sight
            found = narrowed(table=table, organisation=self.organisation, sight=sight, asked=filters)
            return Rows(
                organisation=self.organisation,
                table=table,
                narrowed=found,
                columns=(columns,) if isinstance(columns, str) else tuple(columns),
                read=aside,
                still=partial(self._still, needed, sight=sight),
                taken=partial(self._taken, table=table, filters=found.names()),
            )

        return aside(asked)

    def _taken(self, form: str, rows: int, *, table: Table, filters: list[str]) -> None:
        record_export(
            organisation=self.organisation,
            by=self.member.pk,
            at=now(),
            kind=f"{table}_rows",
            form=form,
            rows=rows,
            filters=filters,
            subject="notebook",
        )

    def _access(self) -> Access:
        known = Member.objects.filter(pk=self.member.pk, left_at=None, user__is_active=True)
        member = known.select_related("organisation").first()
        if member is None:
            return NO_ACCESS
        standing = standing_of(member=member, acting=self.role)
        return standing.access if self.role is None or self.role in standing.roles else NO_ACCESS

    def _need(self, *rights: Right) -> Access:
        access = self._access()
        if lacking := [right.label for right in rights if not access.may(right)]:
            raise NotAllowed(
                _("As %(role)s you lack the right “%(right)s”. Whoever gives roles can give it.")
                % {"role": access.role or "–", "right": lacking[0]}
            )
        return access

    def _still(self, rights: Sequence[Right], *, sight: Sight) -> None:
        """Hold rows that were asked for a while ago against what the member may see now."""
        if self._need(*rights).sight != sight:
            raise NotAllowed(_("What you may see has changed since. Ask for the rows again."))


def enter(*, email: str | None, organisation: str | None, role: str | None) -> Door:
    """Find the member, and write into the log that they have opened a notebook.

    Raises
    ------
    CannotOpen
        If it is not clear who opens which organisation in which role.
    """
    member = _member(email=email, organisation=organisation)
    standing = standing_of(member=member, acting=role)
    if role is not None and role not in standing.roles:
        raise CannotOpen(
            _("%(name)s has no role “%(role)s”. There are: %(known)s.")
            % {"name": member.name, "role": role, "known": ", ".join(standing.roles) or "–"}
        )
    with transaction.atomic():
        record(
            organisation=member.organisation,
            action=Action.NOTEBOOK_OPENED,
            by=member.pk,
            at=now(),
            details={"role": standing.access.role} if standing.access.role else {},
        )
    return Door(member=member, role=role)


def _member(*, email: str | None, organisation: str | None) -> Member:
    found = _memberships(email)
    if organisation is not None:
        found = [m for m in found if organisation in {m.organisation.slug, m.organisation.name}]
    if len(found) == 1:
        return found[0]
    if not found:
        raise CannotOpen(_("Nobody of that address is a member there. Give the e-mail address of a member."))
    if len({m.user_id for m in found}) > 1:
        raise CannotOpen(
            _("Several people can sign in here. Say who opens it, by member=, with their e-mail address.")
        )
    known = ", ".join(sorted(m.organisation.slug for m in found))
    raise CannotOpen(
        _("You belong to several organisations. Name one by organisation=: %(known)s.") % {"known": known}
    )


def _memberships(email: str | None) -> list[Member]:
    if email is not None:
        user = user_by_email(email=email)
        return [] if user is None or not user.is_active else [*memberships_of(user=user)]
    members = Member.objects.filter(left_at=None, user__is_active=True).select_related("organisation")
    return [*members.exclude(user__password__startswith=UNUSABLE_PASSWORD_PREFIX).order_by("joined_at", "pk")]
