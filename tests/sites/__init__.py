"""Local simulators of county sites: one process, one port, one virtual host a site.

`python -m tests.sites --province examples/yunchuan --port 8123` serves them to a developer, `SampleSites` to a test.
The shapes are those of the families' real pages (list, pagination, article, attachments); the words are ours.
"""

from tests.sites.model import Article, Column, Site, load_sites, paragraphs
from tests.sites.server import SampleSites
from tests.sites.state import FAULTS, State

__all__ = ["FAULTS", "Article", "Column", "SampleSites", "Site", "State", "load_sites", "paragraphs"]
