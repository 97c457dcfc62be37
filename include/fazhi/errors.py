"""What goes wrong in ways a person must act on: each message names the file, key or URL and what to do."""

from __future__ import annotations


class FazhiError(Exception):
    """An error with a message for the person who runs the pipeline; the CLI prints it without a traceback."""


class ConfigurationError(FazhiError):
    """A YAML, an environment variable or a setting is missing or wrong."""


class TemporaryError(FazhiError):
    """Something outside does not answer: another try may go well, so a scheduler should make one."""


class WarehouseUnavailableError(TemporaryError):
    """The warehouse does not answer or is not migrated."""
