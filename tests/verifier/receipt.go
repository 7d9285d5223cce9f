package main

import (
	"encoding/base64"
	"fmt"
	"os"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const receiptHeader = "c2sp.org/tlog-proof@v1"

// receipt is what proves, together with a record, that it is in a log: C2SP tlog-proof.
type receipt struct {
	position   int64
	proof      tlog.RecordProof
	checkpoint []byte
}

func runReceipt(arguments []string) error {
	flags := newFlags()
	vkey := flags.String("vkey", "", "")
	recordFile := flags.String("record", "", "")
	if flags.Parse(arguments) != nil || flags.NArg() != 1 || *recordFile == "" {
		return errMisused
	}
	log, err := note.NewVerifier(*vkey)
	if err != nil {
		return fmt.Errorf("--vkey: %w", err)
	}
	record, err := os.ReadFile(*recordFile)
	if err != nil {
		return err
	}
	text, err := os.ReadFile(flags.Arg(0))
	if err != nil {
		return err
	}
	read, err := parseReceipt(string(text))
	if err != nil {
		return fmt.Errorf("%s: %w", flags.Arg(0), err)
	}
	tree, err := openCheckpoint(read.checkpoint, log)
	if err != nil {
		return fmt.Errorf("%s: %w", flags.Arg(0), err)
	}
	err = tlog.CheckRecord(read.proof, tree.N, tree.Hash, read.position, tlog.RecordHash(record))
	if err != nil {
		return fmt.Errorf("%s: the record is not the one at position %d: %w", flags.Arg(0), read.position, err)
	}
	say("receipt", "the record is at position %d of the %d that %s signed", read.position, tree.N, log.Name())
	return nil
}

// parseReceipt reads the header, an optional line of extra data, the index, the hashes, an empty
// line, and the checkpoint up to the end.
func parseReceipt(text string) (receipt, error) {
	var read receipt
	proof, checkpoint, found := strings.Cut(text, "\n\n")
	if !found {
		return read, fmt.Errorf("no empty line before the checkpoint")
	}
	lines := strings.Split(proof, "\n")
	if lines[0] != receiptHeader {
		return read, fmt.Errorf("the first line is not %s", receiptHeader)
	}
	lines = lines[1:]
	if len(lines) > 0 && strings.HasPrefix(lines[0], "extra ") {
		if _, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(lines[0], "extra ")); err != nil {
			return read, fmt.Errorf("the extra line: %w", err)
		}
		lines = lines[1:]
	}
	if len(lines) == 0 || !strings.HasPrefix(lines[0], "index ") {
		return read, fmt.Errorf("no index line")
	}
	position, err := parseNumber(strings.TrimPrefix(lines[0], "index "))
	if err != nil {
		return read, fmt.Errorf("the index: %w", err)
	}
	for _, line := range lines[1:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return read, fmt.Errorf("a hash of the proof: %w", err)
		}
		read.proof = append(read.proof, hash)
	}
	read.position = position
	read.checkpoint = []byte(checkpoint)
	return read, nil
}
