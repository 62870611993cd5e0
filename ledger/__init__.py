"""The books: accounts, balanced transactions, serial blocks and the command log."""

if not __debug__:  # Python drops assertions under -O, and the books lean on them.
    raise SystemExit("Tanlu does not run with assertions switched off: start Python without -O.")
