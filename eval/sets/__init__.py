"""Sets of questions with their articles, by name: one loader a format."""
