#!/usr/bin/env python3
"""Installs the build into a temporary directory, and checks that the service matches the program.

usage: run.py --binary PATH --build-dir PATH [--cmake PATH]
"""
import argparse
import os
import pathlib
import re
import shlex
import signal
import socket
import subprocess
import sys
import tempfile
import unittest

GIVEN = None  # the command-line arguments
SETTING = re.compile(r"^(#?)([a-z][a-z-]*) = (.+)$")


def settings_in(text: str) -> dict:
    """Settings in a config file: value and whether it is commented out, by key."""
    found = (SETTING.match(line) for line in text.splitlines())
    return {match[2]: (match[3], match[1] == "#") for match in found if match}


def printed(binary: pathlib.Path, *arguments: str, **environment: str) -> dict:
    """The output of --print-config, by key; None if a setting has no value."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith("LICENSE_LEDGER_")}
    ran = subprocess.run([binary, "serve", "--print-config", *arguments], capture_output=True,
                         text=True, timeout=30, env={**clean, **environment}, check=False)
    if ran.returncode != 0:
        raise AssertionError(f"{arguments}: {ran.stderr}")
    settings = {}
    for line in ran.stdout.splitlines():
        if unset := re.fullmatch(r"# (\S+) is not set", line):
            settings[unset[1]] = None
        elif match := re.fullmatch(r"(\S+) = (.*?)  # [a-z].*", line):
            settings[match[1]] = match[2]
    return settings


class Installed(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory(prefix="ledger-install-")
        cls.addClassCleanup(cls.scratch.cleanup)
        cls.root = pathlib.Path(cls.scratch.name)
        cls.install()
        cls.unit = cls.only("license-ledger.service").read_text(encoding="utf-8")
        command = re.search("^ExecStart=(.*)$", cls.unit, re.MULTILINE)[1]
        cls.program, *cls.arguments = shlex.split(command)
        cls.config = cls.below(cls.arguments[cls.arguments.index("--config") + 1])

    @classmethod
    def install(cls) -> None:
        subprocess.run([GIVEN.cmake, "--install", GIVEN.build_dir], check=True, timeout=120,
                       stdout=subprocess.DEVNULL, env={**os.environ, "DESTDIR": str(cls.root)})

    @classmethod
    def below(cls, path: str) -> pathlib.Path:
        return cls.root / path.lstrip("/")

    @classmethod
    def only(cls, name: str) -> pathlib.Path:
        (found,) = cls.root.rglob(name)
        return found

    def test_files_are_where_the_service_looks_for_them(self):
        self.assertTrue(os.access(self.below(self.program), os.X_OK), self.program)
        self.assertTrue(self.config.is_file(), self.config)
        self.assertNotIn("@CMAKE", self.unit)
        page = re.search("^Documentation=file://(.*)$", self.unit, re.MULTILINE)[1]
        self.assertTrue(self.below(page).is_file(), page)
        for name in ("license-ledger.conf", "openapi.json", "LICENSE"):
            self.assertTrue(self.only(name).is_file())

    def test_program_understands_the_command_of_the_service(self):
        self.assertEqual("serve", self.arguments[0])
        rest = [str(self.config) if self.below(a) == self.config else a for a in self.arguments[1:]]
        settings = printed(self.below(self.program), *rest)
        state = re.search("^StateDirectory=(.*)$", self.unit, re.MULTILINE)[1]
        self.assertEqual(f'"/var/lib/{state}"', settings["data"])

    def test_program_accepts_the_variables_that_the_service_mentions(self):
        for name, value in re.findall("^#?Environment=([A-Z_]+)=(.*)$", self.unit, re.MULTILINE):
            key = name.removeprefix("LICENSE_LEDGER_").lower().replace("_", "-")
            path = value.replace("%d", "/run/credentials/x")
            self.assertEqual(f'"{path}"', printed(GIVEN.binary, **{name: path})[key])

    def test_example_lists_every_setting_with_its_default(self):
        defaults = printed(GIVEN.binary)
        example = settings_in(self.config.read_text(encoding="utf-8"))
        self.assertEqual(sorted(defaults), sorted(example))
        set_in_example = {key for key, (_, commented) in example.items() if not commented}
        self.assertEqual({"data", "log-format"}, set_in_example)
        for key, (value, commented) in example.items():
            if commented and defaults[key] is not None:
                self.assertEqual(defaults[key], value, key)
        in_force = printed(GIVEN.binary, "--config", str(self.config))
        for key, value in in_force.items():
            self.assertEqual(example[key][0] if key in set_in_example else defaults[key], value)

    def test_example_may_be_uncommented_line_by_line(self):
        for key, (value, commented) in settings_in(self.config.read_text()).items():
            if commented:
                alone = self.root / "alone.toml"
                alone.write_text(f"{key} = {value}\n", encoding="utf-8")
                shown = printed(GIVEN.binary, "--config", str(alone))[key]
                self.assertEqual(value.replace(" ", ""), shown.replace(" ", ""))

    def test_changed_config_is_kept_by_the_next_install(self):
        before = self.config.read_text(encoding="utf-8")
        self.addCleanup(self.config.write_text, before, encoding="utf-8")
        self.config.write_text(before + "max-queue = 7\n", encoding="utf-8")
        self.install()
        self.assertTrue(self.config.read_text(encoding="utf-8").endswith("max-queue = 7\n"))


class ServiceManager(unittest.TestCase):
    """The program notifies the service manager, as systemd requires for Type=notify."""

    def heard(self, name: str, address: str) -> None:
        with tempfile.TemporaryDirectory(prefix="ledger-notify-") as scratch, \
                socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager, \
                socket.create_server(("127.0.0.1", 0)) as probe:
            port = probe.getsockname()[1]
            probe.close()
            manager.bind(address.replace("DIR", scratch))
            manager.settimeout(30)
            process = subprocess.Popen(
                [GIVEN.binary, "serve", "--data", f"{scratch}/data",
                 "--listen", f"127.0.0.1:{port}"], stderr=subprocess.PIPE, text=True,
                env={**os.environ, "NOTIFY_SOCKET": name.replace("DIR", scratch)})
            try:
                self.assertEqual(b"READY=1", manager.recv(100))
                socket.create_connection(("127.0.0.1", port), timeout=10).close()
                process.send_signal(signal.SIGTERM)
                self.assertEqual(b"STOPPING=1", manager.recv(100))
                _, log = process.communicate(timeout=30)
                self.assertEqual(0, process.returncode)
                self.assertNotIn("service manager", log)
            finally:
                process.kill()
                process.communicate()

    def test_is_notified_when_the_server_is_ready_and_when_it_stops(self):
        self.heard("DIR/notify", "DIR/notify")

    def test_is_found_under_an_abstract_name_too(self):
        self.heard(f"@ledger-{os.getpid()}", f"\0ledger-{os.getpid()}")

    def test_that_is_unreachable_causes_a_warning_and_no_delay(self):
        with tempfile.TemporaryDirectory(prefix="ledger-notify-") as scratch:
            process = subprocess.Popen(
                [GIVEN.binary, "serve", "--data", f"{scratch}/data", "--listen", "127.0.0.1:0"],
                stderr=subprocess.PIPE, text=True,
                env={**os.environ, "NOTIFY_SOCKET": f"{scratch}/nobody"})
            line = ""
            while "READY=1" not in line:
                line = process.stderr.readline()
                self.assertTrue(line, "the program ended")
            process.send_signal(signal.SIGTERM)
            _, log = process.communicate(timeout=30)
            self.assertEqual(0, process.returncode, log)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", type=pathlib.Path, required=True)
    parser.add_argument("--build-dir", type=pathlib.Path, required=True)
    parser.add_argument("--cmake", default="cmake")
    GIVEN = parser.parse_args()
    GIVEN.binary = GIVEN.binary.resolve()
    unittest.main(argv=[sys.argv[0]])
