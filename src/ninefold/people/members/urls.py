"""Addresses of members and of one's own pages."""

from django.urls import path

from ninefold.people.members import views

urlpatterns = [
    path("profile/", views.profile, name="profile"),
    path("security/", views.security, name="security"),
    path("members/", views.members, name="members"),
    path("members/<int:member_id>/remove/", views.remove, name="remove-member"),
    path("invitations/", views.invitation, name="invite"),
    path("invitations/<int:invitation_id>/withdraw/", views.withdraw_invitation, name="withdraw-invitation"),
    path("language/", views.language, name="language"),
    path("choose/", views.choose, name="choose"),
]
