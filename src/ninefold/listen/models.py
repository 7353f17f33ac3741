"""Table of contents of the models of LISTEN: one migration history for the room."""

from ninefold.listen.sources.models import Import, Source, Wave
from ninefold.listen.surveys.models import Question, Survey

__all__ = ["Import", "Question", "Source", "Survey", "Wave"]
