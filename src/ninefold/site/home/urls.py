"""Addresses of the Overview."""

from django.urls import path

from ninefold.site.home.views import home, home_export, home_words

urlpatterns = [
    path("", home, name="overview"),
    path("overview/words/", home_words, name="overview-words"),
    path("overview/<slug:figure>.<slug:form>", home_export, name="overview-export"),
]
