from django.views import View
from ninja import NinjaAPI, Router

from ninefold.people.policies import (
    Asker,
    closed,
    member,
    operations_of,
    policy,
    policy_of,
    public,
    signed_in,
)

STRANGER = Asker(signed_in=False, belongs=False)
GUEST = Asker(signed_in=True, belongs=False)
MEMBER = Asker(signed_in=True, belongs=True)


def test_policies_allow_exactly_whom_they_name():
    asked = {
        rule.name: [rule.allows(asker) for asker in (STRANGER, GUEST, MEMBER)]
        for rule in (public, signed_in, member, closed)
    }
    assert asked == {
        "public": [True, True, True],
        "signed in": [False, True, True],
        "member": [False, False, True],
        "closed": [False, False, False],
    }


def test_function_view_carries_its_policy():
    @policy(member)
    def view(request):
        return None

    assert policy_of(view, method="GET") is member


def test_class_view_carries_its_policy():
    @policy(signed_in)
    class Page(View):
        pass

    assert policy_of(Page.as_view(), method="POST") is signed_in


def test_undeclared_view_has_no_policy():
    assert policy_of(lambda request: None, method="GET") is None
    assert policy_of(View.as_view(), method="GET") is None


def test_attribute_of_another_kind_is_no_policy():
    def view(request):
        return None

    view.policy = "member"
    assert policy_of(view, method="GET") is None


def test_api_operations_of_one_path_have_each_their_policy():
    router = Router()

    @router.get("/things/{thing_id}", url_name="thing")
    @policy(public)
    def show(request, thing_id: int) -> str:
        return "thing"

    @router.post("/things/{thing_id}")
    @policy(member)
    def change(request, thing_id: int) -> str:
        return "changed"

    @router.delete("/things/{thing_id}")
    def forget(request, thing_id: int) -> str:
        return "gone"

    api = NinjaAPI(urls_namespace="policies-test", docs_url=None, openapi_url=None)
    api.add_router("/", router)
    view = next(pattern.callback for pattern in api.urls[0] if pattern.name == "thing")
    assert [policy_of(view, method=method) for method in ("GET", "POST", "DELETE", "PUT")] == [
        public,
        member,
        None,
        None,
    ]
    assert len(operations_of(view)) == 3
