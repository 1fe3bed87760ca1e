"""What is known of English words whatever is asked of them: stems, rarity, countries, names and their kinds."""
