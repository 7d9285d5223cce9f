package main

import (
	"fmt"
	"sort"

	"golang.org/x/mod/sumdb/tlog"
)

// checkInclusion proves that samples are in the tree: from the log's tiles, and with the server's
// proofs.
func checkInclusion(c *client, tree tlog.Tree, built hashes, samples int64) error {
	reader := tlog.TileHashReader(tree, tiles{c})
	positions := samplePositions(tree.N, samples)
	for _, at := range positions {
		proof, err := tlog.ProveRecord(tree.N, at, reader)
		if err == nil {
			err = tlog.CheckRecord(proof, tree.N, tree.Hash, at, built.leaf(at))
		}
		if err != nil {
			return fmt.Errorf("inclusion: position %d, from tiles: %w", at, err)
		}
		if err := checkServedInclusion(c, tree, at, built.leaf(at)); err != nil {
			return fmt.Errorf("inclusion: position %d, as proven by the server: %w", at, err)
		}
	}
	say("inclusion", "%d positions proven from tiles%s", len(positions), andByServer(c))
	return nil
}

func checkServedInclusion(c *client, tree tlog.Tree, at int64, leaf tlog.Hash) error {
	if c.token == "" {
		return nil
	}
	var served struct {
		Position int64       `json:"position"`
		TreeSize int64       `json:"tree_size"`
		Root     tlog.Hash   `json:"root"`
		LeafHash tlog.Hash   `json:"leaf_hash"`
		Hashes   []tlog.Hash `json:"hashes"`
	}
	path := fmt.Sprintf("/v1/proofs/inclusion?position=%d&tree_size=%d", at, tree.N)
	if err := c.getJSON(path, &served); err != nil {
		return err
	}
	if served.Position != at || served.TreeSize != tree.N {
		return fmt.Errorf("it is for position %d in %d records", served.Position, served.TreeSize)
	}
	if served.Root != tree.Hash || served.LeafHash != leaf {
		return fmt.Errorf("its root or its record hash differs")
	}
	return tlog.CheckRecord(served.Hashes, tree.N, tree.Hash, at, leaf)
}

// checkOwnConsistency has the server prove that the log grew from its own prefixes. Their roots are
// those of the tree rebuilt here.
func checkOwnConsistency(c *client, tree tlog.Tree, built hashes) error {
	if c.token == "" || tree.N == 0 {
		return nil
	}
	sizes := samplePositions(tree.N, 8)
	for _, at := range sizes {
		root, err := tlog.TreeHash(at+1, built)
		if err == nil {
			err = checkServedConsistency(c, tree, tlog.Tree{N: at + 1, Hash: root})
		}
		if err != nil {
			return fmt.Errorf("consistency: with the first %d records, as proven by the server: %w", at+1, err)
		}
	}
	say("consistency", "with %d of its own prefixes, proven by the server", len(sizes))
	return nil
}

func checkServedConsistency(c *client, tree, before tlog.Tree) error {
	var served struct {
		First      int64       `json:"first"`
		Second     int64       `json:"second"`
		FirstRoot  tlog.Hash   `json:"first_root"`
		SecondRoot tlog.Hash   `json:"second_root"`
		Hashes     []tlog.Hash `json:"hashes"`
	}
	path := fmt.Sprintf("/v1/proofs/consistency?first=%d&second=%d", before.N, tree.N)
	if err := c.getJSON(path, &served); err != nil {
		return err
	}
	if served.First != before.N || served.Second != tree.N {
		return fmt.Errorf("it is for %d and %d records", served.First, served.Second)
	}
	if served.FirstRoot != before.Hash || served.SecondRoot != tree.Hash {
		return fmt.Errorf("its roots differ")
	}
	return tlog.CheckTree(served.Hashes, tree.N, tree.Hash, before.N, before.Hash)
}

// checkBefore distinguishes a log that has grown from one that was rewritten: an older checkpoint is
// the only evidence that the log itself does not hold.
func checkBefore(c *client, tree, before tlog.Tree) error {
	if before.N > tree.N {
		return fmt.Errorf("consistency: %d records were signed before, now %d: those from position %d on are missing",
			before.N, tree.N, tree.N)
	}
	if before.N > 0 {
		proof, err := tlog.ProveTree(tree.N, before.N, tlog.TileHashReader(tree, tiles{c}))
		if err == nil {
			err = tlog.CheckTree(proof, tree.N, tree.Hash, before.N, before.Hash)
		}
		if err == nil && c.token != "" {
			err = checkServedConsistency(c, tree, before)
		}
		if err != nil {
			return fmt.Errorf("consistency: the first %d of %d records are not those signed before: %w",
				before.N, tree.N, err)
		}
	}
	say("consistency", "grown from the %d records signed before, proven from tiles%s",
		before.N, andByServer(c))
	return nil
}

// samplePositions spreads samples over a log, with both ends and the boundaries of its first tiles.
func samplePositions(size, samples int64) []int64 {
	wanted := map[int64]bool{0: true, 255: true, 256: true, 65535: true, 65536: true, size - 1: true}
	for i := int64(0); i < samples; i++ {
		wanted[int64(float64(size)*(float64(i)+0.5)/float64(samples))] = true
	}
	var positions []int64
	for at := range wanted {
		if at >= 0 && at < size {
			positions = append(positions, at)
		}
	}
	sort.Slice(positions, func(i, j int) bool { return positions[i] < positions[j] })
	return positions
}

func andByServer(c *client) string {
	if c.token == "" {
		return ""
	}
	return " and by the server"
}
