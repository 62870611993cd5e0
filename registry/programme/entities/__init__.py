"""Third-party entities: for which function and sectoral scope each is designated, and by whom."""
