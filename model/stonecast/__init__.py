"""One large stone or hundreds of stones: a simulation that compares influencer campaigns."""

__version__ = "0.1.0"
