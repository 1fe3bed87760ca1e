"""What turns passages into a draft answer: extractive (sentences), overview, library, service."""
