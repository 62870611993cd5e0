"""The joint committee: docket, item, printed decision, and the agreements."""
