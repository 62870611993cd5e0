"""What the pages of all areas share."""
