"""What the driver of a Spark application tells of it, on its own machine's loopback.

Source: spark.apache.org, monitoring.html, the REST API of the driver (`/api/v1/applications/…`).
"""

from __future__ import annotations

import json
import urllib.request
from typing import Any

ANSWER_SECONDS = 30


def told_by_driver(context: Any, what: str) -> Any:
    """The answer to `/api/v1/applications/<its id>/<what>`, read as JSON. Raises OSError where there is none."""
    port = context.uiWebUrl.rpartition(":")[2].strip("/")
    url = "http://127.0.0.1:%s/api/v1/applications/%s/%s" % (port, context.applicationId, what)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(url, timeout=ANSWER_SECONDS) as answer:
        return json.load(answer)
