"""The life of accounts in a registry: opened, restricted, suspended, frozen by a court, closed."""
