"""Ends with 0 if a URL answers and its JSON calls nothing unhealthy: the check of a container that has no curl."""

import sys
import urllib.request

with urllib.request.urlopen(sys.argv[1], timeout=8) as answer:  # noqa: S310  (the address is that of the compose file)
    sys.exit("unhealthy" if b'"unhealthy"' in answer.read() else 0)
