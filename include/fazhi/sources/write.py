"""Writing a county's YAML for a person to complete."""

from __future__ import annotations

from pathlib import Path

import yaml

from fazhi.errors import ConfigurationError
from fazhi.sources.source import Source, load_source


def new_source_path(directory: Path, code: str, pinyin: str) -> Path:
    """Where the YAML of a new county belongs.

    Raises:
        ConfigurationError: the file exists, or `pinyin` is not lower-case letters.
    """
    if not (pinyin.isascii() and pinyin.isalpha() and pinyin.islower()):
        raise ConfigurationError(f"--pinyin {pinyin}: the name in pinyin, lower-case letters only, for example sanmen")
    path = directory / code[:2] / f"{code}_{pinyin}.yml"
    if path.exists():
        raise ConfigurationError(f"{path} exists; edit it")
    return path


def write_source(path: Path, source: Source) -> None:
    """Write the YAML of `source`; it is read back before it counts."""
    entry = source.model_dump(mode="json", exclude_defaults=True)
    entry.setdefault("status", source.status)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(entry, allow_unicode=True, sort_keys=False, width=120), encoding="utf-8")
    load_source(path)
