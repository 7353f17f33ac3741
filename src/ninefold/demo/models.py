"""Table of contents of the models of the demo: one migration history for the room."""

from ninefold.demo.example.models import Example

__all__ = ["Example"]
