"""All tags of the house under one name: `{% load ninefold %}`."""

from django import template

from ninefold.kit.templatetags import components, days, plots, writing

register = template.Library()
for _library in (writing, components, days, plots):
    register.tags.update(_library.register.tags)
