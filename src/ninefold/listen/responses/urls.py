"""Addresses of responses."""

from django.urls import path

from ninefold.listen.responses.views import comments_export, comments_page

urlpatterns = [
    path("comments/", comments_page, name="comments"),
    path("comments/comments.<slug:form>", comments_export, name="comments-export"),
]
