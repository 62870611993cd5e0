"""Who takes part, in which country, and where their accounts are kept. Knows no person."""
