"""What the pages of all areas are made with. Imports no area."""
