"""Studies: plans compared under common luck, with intervals."""
