"""The market and its central counterparty. Knows no procedure of the programme and no seat."""
