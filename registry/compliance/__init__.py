"""What emitters owe, and what they may hand in instead of allowances. Knows no price."""
