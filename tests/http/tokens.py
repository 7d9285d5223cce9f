"""Tokens of a data directory, created and revoked by the program."""
from __future__ import annotations

import json
import pathlib
import subprocess


class TokenStore:
    def __init__(self, binary: str, data: pathlib.Path):
        self.binary = binary
        self.data = data
        self.ids: dict[str, str] = {}  # by secret

    def create(self, role: str, *serials: str, name: str | None = None) -> str:
        """A new token with this role; for an admin, with these serial numbers."""
        arguments = [a for serial in serials for a in ("--serial", serial)]
        name = name or f"{role} {len(self.ids) + 1}"
        made = json.loads(self._run("create", "--role", role, "--name", name, "--json", *arguments))
        self.ids[made["token"]] = made["id"]
        return made["token"]

    def revoke(self, secret: str) -> None:
        self._run("revoke", "--", self.ids.pop(secret))  # an id may begin with a dash

    def _run(self, verb: str, *arguments: str) -> str:
        return subprocess.run([self.binary, "token", verb, "--data", self.data, *arguments],
                              check=True, capture_output=True, text=True, timeout=20).stdout
