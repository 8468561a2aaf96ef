import json
import subprocess
import sys

_PROGRAM = """
from profile_core.kit import log

early = log.get_logger("early")
log.configure("json")
log.bind(correlation_id="c-1")
early.info("number 85.07.30-033.28", token="secret", nested={"who": ["85073003328"]})
import logging
logging.getLogger("library").warning("a library says 85073003328")
try:
    raise ValueError("85.07.30-033.28")
except ValueError:
    early.exception("broken")
"""


def test_every_line_is_json_and_redacted_also_from_a_logger_made_before_and_from_libraries():
    done = subprocess.run([sys.executable, "-c", _PROGRAM], capture_output=True, text=True, check=True)

    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert len(lines) == 3
    assert {line.get("correlation_id") for line in lines} == {"c-1"}
    assert lines[0]["part"] == "early"
    assert "ValueError" in lines[2]["exception"]
    assert not any(secret in done.stderr for secret in ("033.28", "85073003328", "secret"))
