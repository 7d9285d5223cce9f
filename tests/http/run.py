#!/usr/bin/env python3
"""Runs the tests that use the program over HTTP.

usage: run.py --binary PATH [--verifier PATH] [NAME ...]

A name is a file without `test_` (events), a class in it (events.AtomicBatch) or one test. Without
names, all run. Exit code 0 if every test passed.
"""
import argparse
import os
import pathlib
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", type=pathlib.Path)
    parser.add_argument("--verifier", type=pathlib.Path,
                        help="the build's log-verifier (default: next to the binary)")
    parser.add_argument("-v", "--verbose", action="store_true", help="name each test as it runs")
    parser.add_argument("names", nargs="*")
    given = parser.parse_args()
    if given.binary:
        os.environ["LEDGER_BINARY"] = str(given.binary.resolve())
    if given.verifier:
        os.environ["LEDGER_VERIFIER"] = str(given.verifier.resolve())
    sys.path[:0] = [str(HERE), str(HERE.parent / "openapi")]
    sys.dont_write_bytecode = True
    loader = unittest.TestLoader()
    if given.names:
        names = [name if name.startswith("test_") else "test_" + name for name in given.names]
        suite = loader.loadTestsFromNames(names)
    else:
        suite = loader.discover(str(HERE))
    result = unittest.TextTestRunner(verbosity=2 if given.verbose else 1).run(suite)
    return 0 if result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
