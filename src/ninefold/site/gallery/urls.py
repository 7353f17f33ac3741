"""Address of the component gallery."""

from django.urls import path

from ninefold.site.gallery import views

app_name = "gallery"
urlpatterns = [path("", views.gallery, name="gallery")]
