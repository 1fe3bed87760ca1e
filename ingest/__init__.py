"""An article in, chunks in the store: find sources, extract their text, clean it, split it, embed it, write it."""
