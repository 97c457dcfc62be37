"""Backups of warehouse and archive in a directory, and their way back into an empty machine.

    DIRECTORY/archive/2026/11/....warc.gz        shared by all backups: a WARC file never changes, so it is copied once
    DIRECTORY/backups/20261122T170000Z/          one backup
        warehouse.dump                           pg_dump's custom format
        inputs.jsonl                             what people put in, as `fazhi inputs export` writes it
        manifest.json, manifest.json.sha256      every file with its size and SHA-256, versions, fingerprint

A backup has its name once it is whole; one that is being made, or was killed, is called `.unfinished`.
"""

from fazhi.backup.make import Made, make_backup
from fazhi.backup.manifest import BackupError
from fazhi.backup.restore import Checked, check_backup, restore_backup

__all__ = ["BackupError", "Checked", "Made", "check_backup", "make_backup", "restore_backup"]
