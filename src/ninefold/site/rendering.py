"""How every form looks, ours and django-allauth's: one template for a form, one for a field."""

from typing import Any

from django.forms import BoundField, Widget
from django.forms.renderers import TemplatesSetting
from django.utils.safestring import SafeString


class StyledField(BoundField):
    """A field whose control wears the class of the stylesheet, and whose label ends without a colon."""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: Widget | None = None) -> dict[str, Any]:
        """Add the class `in`, except to check boxes, which keep the browser's look."""
        built: dict[str, Any] = super().build_widget_attrs(attrs, widget)
        if self.widget_type != "checkbox":
            built.setdefault("class", "in")
        return built

    def label_tag(self, *args: Any, **options: Any) -> SafeString:
        """Write the label as the design has it."""
        tag: SafeString = super().label_tag(*args, **{**options, "label_suffix": ""})
        return tag


class FormRenderer(TemplatesSetting):
    """Render forms with the templates of this site."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
    bound_field_class = StyledField
