"""Fitting: settings inferred from what was observed, with intervals, and what the data cannot tell."""
