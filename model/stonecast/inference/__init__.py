"""Inference: intervals of paired runs, and sums that are the same to the bit on every machine (`exactly`)."""
