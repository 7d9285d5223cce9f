"""Does a test fail if one invalidation is left out? Each mutant changes one place of the rules, the
sums or the tracing of reasons; a property must find it. By hand, after ./tools/test built a release:

    python3 tests/mutants/run.py                 all of them, in about a quarter of an hour
    python3 tests/mutants/run.py excess due      those with one of the words in their name
"""
import json
import pathlib
import shlex
import subprocess
import sys
import tempfile

from mutants import MUTANTS

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "release"
LONGEST_S = 300
PROGRAMS = {
    "projections_tests": "*",
    "replay_tests": "PlainRules.*:Since.*:LicenseCache.*:Timeline.*:ReplayOfAnyHistory.*",
}


def commands_for(target: str) -> list[str]:
    done = subprocess.run(["ninja", "-C", str(BUILD), "-t", "commands", target],
                          capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def unit_of(source: pathlib.Path) -> dict:
    """The entry of the sources compiled as one among which this one is."""
    entries = json.loads((BUILD / "compile_commands.json").read_text(encoding="utf-8"))
    for entry in entries:
        file = pathlib.Path(entry["file"])
        if file == source:
            return entry
        if "/Unity/" in entry["file"] and f'"{source}"' in file.read_text(encoding="utf-8"):
            return entry
    raise LookupError(f"{source} is compiled nowhere: build the release first")


class Mutant:
    def __init__(self, name: str, path: str, old: str, new: str, scratch: pathlib.Path):
        self.name, self.source, self.scratch = name, ROOT / path, scratch
        text = self.source.read_text(encoding="utf-8")
        if text.count(old) != 1:
            raise LookupError(f"{name}: {text.count(old)} places in {path}")
        self.text = text.replace(old, new)

    def library(self) -> tuple[str, pathlib.Path]:
        """The library that the source belongs to, and a copy with the mutant in its place."""
        entry = unit_of(self.source)
        copy = self.scratch / self.source.name
        copy.write_text(self.text, encoding="utf-8")
        unit = self.scratch / "unit.cc"
        original = pathlib.Path(entry["file"])
        unit.write_text(f'#include "{copy}"\n' if original == self.source else
                        original.read_text(encoding="utf-8").replace(str(self.source), str(copy)),
                        encoding="utf-8")
        built = shlex.split(entry["command"])
        member = pathlib.Path(built[built.index("-o") + 1])
        made = self.scratch / member.name
        built[built.index("-o") + 1] = str(made)
        built[-1] = str(unit)
        # A mutant may leave something unused, which must not stop the build.
        subprocess.run([*built, "-Wno-error", "-w"], cwd=entry["directory"], check=True)
        room = member.parts[member.parts.index("CMakeFiles") - 1]
        library = "/".join((*member.parts[:member.parts.index("CMakeFiles")], f"lib{room}.a"))
        changed = self.scratch / "changed.a"
        changed.write_bytes((BUILD / library).read_bytes())
        subprocess.run(["ar", "r", str(changed), str(made)], check=True, capture_output=True)
        return library, changed

    def found_by(self) -> str:
        """The first test that fails; empty if none does."""
        library, changed = self.library()
        for program, tests in PROGRAMS.items():
            link = commands_for(f"bin/{program}")[-1]
            mutated = self.scratch / program
            link = link.replace(f" -o bin/{program} ", f" -o {mutated} ")
            link = link.replace(f" {library}", f" {changed}")
            subprocess.run(link, shell=True, cwd=BUILD, check=True)
            try:
                done = subprocess.run([str(mutated), f"--gtest_filter={tests}", "--gtest_fail_fast"],
                                      capture_output=True, text=True, errors="replace",
                                      check=False, timeout=LONGEST_S)
            except subprocess.TimeoutExpired:
                return f"{program} does not end"
            if done.returncode != 0:
                failed = [line for line in done.stdout.splitlines() if "[  FAILED  ]" in line]
                return failed[0].split("] ")[1].split(" (")[0] if failed else f"{program} ended"
        return ""


def main() -> int:
    words = sys.argv[1:]
    missed = 0
    for name, path, old, new in MUTANTS:
        if words and not any(word in name for word in words):
            continue
        with tempfile.TemporaryDirectory() as scratch:
            found_by = Mutant(name, path, old, new, pathlib.Path(scratch)).found_by()
        missed += not found_by
        print(f"{'found ' if found_by else 'MISSED'} {name}: {found_by or 'no test fails'}", flush=True)
    print(f"{missed} missed" if missed else "all found")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
