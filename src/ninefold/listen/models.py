"""Table of contents of the models of LISTEN: one migration history for the room."""

from ninefold.listen.joined_files.models import Bundle, BundleFile
from ninefold.listen.sources.models import Import, Source, Wave
from ninefold.listen.surveys.models import Question, Survey

__all__ = ["Bundle", "BundleFile", "Import", "Question", "Source", "Survey", "Wave"]
