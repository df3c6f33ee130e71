"""What a command prints as JSON: strict, so that every reader takes it."""

from __future__ import annotations

import json
import math
from typing import Any


def json_text(plain: Any) -> str:
    """Plain values as JSON, null where a number is not finite."""
    return json.dumps(_strict(plain), indent=1, ensure_ascii=False, allow_nan=False)


def _strict(plain: Any) -> Any:
    if isinstance(plain, dict):
        return {name: _strict(each) for name, each in plain.items()}
    if isinstance(plain, (list, tuple)):
        return [_strict(each) for each in plain]
    return None if isinstance(plain, float) and not math.isfinite(plain) else plain
