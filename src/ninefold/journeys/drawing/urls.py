"""Addresses of the editor of a map."""

from django.urls import path

from ninefold.journeys.drawing import views

urlpatterns = [
    path("<int:journey_id>/", views.journey, name="journey"),
    path("<int:journey_id>/stages/", views.add_stage, name="add-stage"),
    path("stages/<int:stage_id>/", views.stage, name="stage"),
    path("stages/<int:stage_id>/move/", views.move_stage, name="move-stage"),
    path("stages/<int:stage_id>/remove/", views.remove_stage, name="remove-stage"),
    path("stages/<int:stage_id>/steps/", views.add_step, name="add-step"),
    path("steps/<int:step_id>/", views.step, name="step"),
    path("steps/<int:step_id>/move/", views.move_step, name="move-step"),
    path("steps/<int:step_id>/remove/", views.remove_step, name="remove-step"),
]
