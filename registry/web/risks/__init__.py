"""The risk register by stage, and incidents with both sides' lanes."""
