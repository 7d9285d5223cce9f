package main

import (
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// openCheckpoint checks the signature and reads the three lines of a C2SP tlog-checkpoint: origin,
// size, root. tlog.ParseTree reads another format, that of the Go checksum database.
func openCheckpoint(text []byte, log note.Verifier) (tlog.Tree, error) {
	opened, err := note.Open(text, note.VerifierList(log))
	if err != nil {
		return tlog.Tree{}, fmt.Errorf("the checkpoint does not open with the log's key: %w", err)
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) < 4 { // three, and the text after the last newline
		return tlog.Tree{}, fmt.Errorf("the checkpoint has fewer than three lines")
	}
	if lines[0] != log.Name() {
		return tlog.Tree{}, fmt.Errorf("the checkpoint is from the log %q, not %q", lines[0], log.Name())
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

// parseNumber reads a decimal number in canonical form.
func parseNumber(text string) (int64, error) {
	number, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0, err
	}
	if number < 0 || strconv.FormatInt(number, 10) != text {
		return 0, fmt.Errorf("%q is not a canonical number", text)
	}
	return number, nil
}
