"""What a follow-up needs to be understood: its words, who and what was spoken of, and what it leaves out."""
