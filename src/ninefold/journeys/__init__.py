"""The room of journeys: what customers go through, and who answers for each part of it."""
