"""Inference: intervals of paired runs that are the same to the bit on every machine."""
