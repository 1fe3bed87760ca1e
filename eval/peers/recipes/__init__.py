"""The recipes: a file a peer, each as that peer's documentation has it. Imported by child.py alone, by path."""
