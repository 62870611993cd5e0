"""Projects, their monitoring periods, and the agreements that share their credits."""
