package main

import (
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// openCheckpoint checks the signature and reads the three lines of a C2SP tlog-checkpoint: origin,
// size, root. tlog.ParseTree reads another form, that of the Go checksum database.
func openCheckpoint(text []byte, log note.Verifier) (tlog.Tree, error) {
	opened, err := note.Open(text, note.VerifierList(log))
	if err != nil {
		return tlog.Tree{}, fmt.Errorf("the checkpoint does not open with the log's key: %w", err)
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) < 4 { // three, and what follows the last newline
		return tlog.Tree{}, fmt.Errorf("the checkpoint has fewer than three lines")
	}
	if lines[0] != log.Name() {
		return tlog.Tree{}, fmt.Errorf("the checkpoint is of the log %q, not of %q", lines[0], log.Name())
	}
	size, err := parseNumber(lines[1])
	if err != nil {
		return tlog.Tree{}, fmt.Errorf("the size in the checkpoint: %w", err)
	}
	root, err := tlog.ParseHash(lines[2])
	if err != nil {
		return tlog.Tree{}, fmt.Errorf("the root in the checkpoint: %w", err)
	}
	return tlog.Tree{N: size, Hash: root}, nil
}

// parseNumber reads a decimal number that is written in the only way it may be.
func parseNumber(text string) (int64, error) {
	number, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0, err
	}
	if number < 0 || strconv.FormatInt(number, 10) != text {
		return 0, fmt.Errorf("%q is no number as it should be written", text)
	}
	return number, nil
}
