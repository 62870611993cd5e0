"""Emitters' surrender obligations, and the offset rules for credits instead of allowances."""
