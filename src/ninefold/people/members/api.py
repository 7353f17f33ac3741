"""What a program may ask about whoever it works for."""

from ninja import Router, Schema

from ninefold.people.members.requests import MemberRequest
from ninefold.people.policies import member, policy

router = Router(tags=["people"])


class Me(Schema):
    """The member who asks, the organisation, and how pages are written for them."""

    name: str
    email: str
    organisation: str
    language: str
    calendar: str
    digits: str
    time_zone: str
    threshold: int


@router.get("/me", response=Me, url_name="me")
@policy(member)
def me(request: MemberRequest) -> Me:
    """Tell who is signed in, and the settings that numbers are made with."""
    reader = request.reader
    return Me(
        name=request.member.name,
        email=request.user.email,
        organisation=request.organisation.name,
        language=reader.language,
        calendar=reader.calendar,
        digits=reader.digits,
        time_zone=reader.time_zone,
        threshold=request.organisation.threshold,
    )
