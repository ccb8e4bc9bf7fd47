"""Wording: scenarios, plans and numbers in words, one way to say each."""
