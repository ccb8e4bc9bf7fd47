"""Standard output whose reader may go away, as ``head`` does: the work is still finished and saved."""

from __future__ import annotations

import os
from typing import Any, TextIO


class Outlet:
    """Hand everything on to a stream; once nobody reads it, what is still said goes nowhere."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        """Write, or forget the text if the reader is gone."""
        try:
            return self._stream.write(text)
        except BrokenPipeError:
            self._close()
            return len(text)

    def flush(self) -> None:
        """Flush, or forget what waits if the reader is gone."""
        try:
            self._stream.flush()
        except BrokenPipeError:
            self._close()

    def _close(self) -> None:
        """Let the stream end nowhere, so that nothing is left to fail when the program ends."""
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self._stream.fileno())
        os.close(nowhere)
