"""The page of one instrument's trading days and of its venue's rules."""
