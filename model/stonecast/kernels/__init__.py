"""Compiled loops over arrays. The only package that imports numba.

Every kernel is plain Python that also runs uncompiled (``NUMBA_DISABLE_JIT=1``) with the same result.
"""
