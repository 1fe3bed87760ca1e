"""What one answer is worth, in figures: each module one kind of figure, none knows files or systems."""
