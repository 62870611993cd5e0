"""The risk register by stage, and incidents that both sides of an agreement deal with."""
