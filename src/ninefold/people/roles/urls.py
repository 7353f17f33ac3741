"""Addresses of members and roles."""

from django.urls import path

from ninefold.people.roles import views

urlpatterns = [
    path("members/", views.members, name="members"),
    path("members/<int:member_id>/", views.roles, name="roles"),
    path("members/<int:member_id>/place/", views.place, name="place"),
    path("rules/", views.rules, name="rules"),
    path("rules/<int:rule_id>/end/", views.end_rule, name="end-rule"),
    path("members/<int:member_id>/remove/", views.remove, name="remove-member"),
    path("members/<int:member_id>/preview/", views.preview, name="preview"),
    path("roles/<int:grant_id>/take/", views.take, name="take-role"),
    path("invitations/", views.invitation, name="invite"),
    path("invitations/<int:invitation_id>/withdraw/", views.withdraw_invitation, name="withdraw-invitation"),
    path("preview/end/", views.end_preview, name="end-preview"),
    path("act/", views.act, name="act"),
]
