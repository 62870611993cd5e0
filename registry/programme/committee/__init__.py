"""The joint committee: a decision needs the consent of both governments."""
