"""Responses of a command that is refused or refers to something that does not exist."""
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
    """Reasons as in an event, without the model's internal members."""
    return [{k: v for k, v in found.items() if k not in ("evidence", "tied")} for found in reasons]
