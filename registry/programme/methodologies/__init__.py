"""How many tonnes an activity avoids, exactly. Knows no project and no owner."""
