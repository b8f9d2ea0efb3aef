"""What can go wrong with a tunnel."""

from __future__ import annotations

# One class whoever speaks SSH: code that catches paramiko's catches ours, and the reverse.
try:
    from paramiko import SSHException
except ImportError:

    class SSHException(Exception):  # type: ignore[no-redef]
        """SSH failed; the text is in its own words."""


class MaxRetryExceeded(Exception):
    """The server stayed silent for too long."""


__all__ = ["MaxRetryExceeded", "SSHException"]
