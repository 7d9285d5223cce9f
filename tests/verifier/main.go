// Command log-verifier checks the ledger's log from outside: it knows the log's public key, RFC 6962
// and C2SP, and nothing about the ledger. All hashes, proofs and signatures are checked by
// golang.org/x/mod/sumdb.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const usage = `usage:
  log-verifier --url URL --vkey VKEY [--token FILE] [--before CHECKPOINT] [--save CHECKPOINT]
               [--samples N]
  log-verifier receipt --vkey VKEY --record FILE PROOF

Reads the whole log at URL, rebuilds its tree and compares it with every tile, with the signed
checkpoint, and with the one in --before, which it must have grown from. Without a token only
tiles and checkpoint are read, which are public. --save stores the verified checkpoint, for
--before the next time.

"receipt" checks that a record is in a signed log, from its proof in a file (c2sp.org/tlog-proof)
and without a server.

Exit code 0: everything holds. 1: one line names what does not. 2: wrong usage.
`

// errMisused ends the program with exit code 2.
var errMisused = errors.New("misused")

func main() {
	err := run(os.Args[1:])
	switch {
	case err == nil:
	case errors.Is(err, errMisused):
		fmt.Fprint(os.Stderr, usage)
		os.Exit(2)
	default:
		fmt.Fprintf(os.Stderr, "log-verifier: %s\n", oneLine(err.Error()))
		os.Exit(1)
	}
}

func run(arguments []string) error {
	if len(arguments) > 0 && arguments[0] == "receipt" {
		return runReceipt(arguments[1:])
	}
	return runLog(arguments)
}

func runLog(arguments []string) error {
	flags := newFlags()
	url := flags.String("url", "", "")
	vkey := flags.String("vkey", "", "")
	tokenFile := flags.String("token", "", "")
	beforeFile := flags.String("before", "", "")
	saveFile := flags.String("save", "", "")
	samples := flags.Int64("samples", 32, "")
	if flags.Parse(arguments) != nil || flags.NArg() > 0 || *url == "" || *samples < 0 {
		return errMisused
	}
	log, err := note.NewVerifier(*vkey)
	if err != nil {
		return fmt.Errorf("--vkey: %w", err)
	}
	token := ""
	if *tokenFile != "" {
		text, err := os.ReadFile(*tokenFile)
		if err != nil {
			return err
		}
		token = strings.TrimSpace(string(text))
	}
	var before *tlog.Tree
	if *beforeFile != "" {
		text, err := os.ReadFile(*beforeFile)
		if err != nil {
			return err
		}
		tree, err := openCheckpoint(text, log)
		if err != nil {
			return fmt.Errorf("%s: %w", *beforeFile, err)
		}
		before = &tree
	}
	signed, err := verifyLog(newClient(*url, token), log, before, *samples)
	if err != nil {
		return err
	}
	if *saveFile != "" {
		return os.WriteFile(*saveFile, signed, 0o600)
	}
	return nil
}

// verifyLog returns the checkpoint that everything was found to agree with.
func verifyLog(c *client, log note.Verifier, before *tlog.Tree, samples int64) ([]byte, error) {
	signed, err := c.get("/checkpoint")
	if err != nil {
		return nil, err
	}
	tree, err := openCheckpoint(signed, log)
	if err != nil {
		return nil, fmt.Errorf("/checkpoint: %w", err)
	}
	say("checkpoint", "signed by %s: %d records, root %s", log.Name(), tree.N, tree.Hash)
	built, err := rebuild(c, tree)
	if err != nil {
		return nil, err
	}
	if err := checkInclusion(c, tree, built, samples); err != nil {
		return nil, err
	}
	if err := checkOwnConsistency(c, tree, built); err != nil {
		return nil, err
	}
	if before != nil {
		if err := checkBefore(c, tree, *before); err != nil {
			return nil, err
		}
	}
	return signed, nil
}

func newFlags() *flag.FlagSet {
	flags := flag.NewFlagSet("log-verifier", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	return flags
}

func say(what, format string, values ...any) {
	fmt.Printf("%-12s %s\n", what, fmt.Sprintf(format, values...))
}

func oneLine(text string) string { return strings.ReplaceAll(text, "\n", " ") }
