"""What a command answers when it is refused or asks for what is not there."""
from __future__ import annotations


class Refused(Exception):
    """Ends a command: HTTP status, problem code and, for a rule, every reason."""

    def __init__(self, status: int, code: str, reasons: list[dict] | None = None):
        super().__init__(code)
        self.status = status
        self.code = code
        self.reasons = reasons

    def body(self) -> dict:
        problem = {"status": self.status, "code": self.code}
        return problem if self.reasons is None else {**problem, "reasons": self.reasons}


def plain(reasons: list[dict]) -> list[dict]:
    """Reasons as an event carries them, free of the model's own notes."""
    return [{k: v for k, v in found.items() if k not in ("evidence", "tied")} for found in reasons]
