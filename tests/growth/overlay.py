"""Changed copies of sources in front of the tree, compiled and run without touching it."""
import pathlib
import re
import subprocess

WARNINGS = ["-Wall", "-Wextra", "-Wswitch-enum", "-Wno-missing-field-initializers", "-Werror"]


class Overlay:
    def __init__(self, root: pathlib.Path, copies: pathlib.Path, compiler: str):
        self.root, self.copies, self.compiler = root, copies, compiler

    def where(self, path: str) -> pathlib.Path:
        copy = self.copies / path
        return copy if copy.exists() else self.root / path

    def write(self, path: str, text: str) -> None:
        copy = self.copies / path
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(text, encoding="utf-8")

    def read(self, path: str) -> str:
        return self.where(path).read_text(encoding="utf-8")

    def add(self, path: str, after: str, text: str) -> None:
        """Inserts `text` behind the only match of the pattern `after`."""
        source = self.read(path)
        found = list(re.finditer(after, source, re.DOTALL))
        if len(found) != 1:
            raise AssertionError(f"{path}: {len(found)} matches of {after}")
        self.write(path, source[:found[0].end()] + text + source[found[0].end():])

    def run_compiler(self, *arguments: str) -> str:
        """What the compiler complains of; empty if it succeeds."""
        command = [self.compiler, "-std=c++20", *WARNINGS, f'-DPROJECT_SOURCE_DIR="{self.copies}"',
                   f"-I{self.copies}", f"-I{self.root}", *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return "" if done.returncode == 0 else done.stderr or "failed"

    def check(self, path: str) -> str:
        if not path.endswith(".h"):
            return self.run_compiler("-fsyntax-only", str(self.where(path)))
        including = self.copies / "including.cc"
        including.write_text(f'#include "{path}"\n', encoding="utf-8")
        return self.run_compiler("-fsyntax-only", str(including))

    def failing_tests(self, sources: list[str], libraries: list[str]) -> set[str]:
        """Builds the sources as one, which reads their headers once, and runs the tests in them."""
        together, program = self.copies / "together.cc", self.copies / "together"
        together.write_text("".join(f'#include "{self.where(path)}"\n' for path in sources),
                            encoding="utf-8")
        complaint = self.run_compiler(str(together), "-o", str(program), *libraries)
        if complaint:
            raise AssertionError(complaint)
        done = subprocess.run([str(program)], capture_output=True, text=True, check=False)
        return set(re.findall(r"^\[  FAILED  \] ([\w.]+)(?: \(\d+ ms\))?$", done.stdout, re.MULTILINE))
