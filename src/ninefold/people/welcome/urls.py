"""The address of one-time links."""

from django.urls import path

from ninefold.people.welcome import views

urlpatterns = [path("welcome/<str:token>/", views.welcome, name="welcome")]
