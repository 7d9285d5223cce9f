package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// hashes are those of a tree rebuilt here, in tlog's storage order.
type hashes []tlog.Hash

func (h hashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	read := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		if index < 0 || index >= int64(len(h)) {
			return nil, fmt.Errorf("hash %d of %d was requested", index, len(h))
		}
		read[i] = h[index]
	}
	return read, nil
}

func (h hashes) leaf(position int64) tlog.Hash { return h[tlog.StoredHashIndex(0, position)] }

// rebuild reads everything, builds the tree from the records, and compares it with every tile and
// with the signed root. Without a token it trusts the tiles for the hashes of the records.
func rebuild(c *client, tree tlog.Tree) (hashes, error) {
	var built hashes
	byLevel := allTiles(tree.N)
	if len(byLevel) == 0 {
		return built, checkRoot(built, tree)
	}
	for _, tile := range byLevel[0] {
		leaves, err := leavesOf(c, tile)
		if err != nil {
			return nil, err
		}
		first := tile.N << height
		for i, leaf := range leaves {
			more, err := tlog.StoredHashesForRecordHash(first+int64(i), leaf, built)
			if err != nil {
				return nil, err
			}
			built = append(built, more...)
		}
	}
	if c.token != "" {
		say("records", "%d hashed, each matches its tile of level 0 (%d tiles)", tree.N, len(byLevel[0]))
	} else {
		say("records", "not read without a token; %d hashes in %d tiles", tree.N, len(byLevel[0]))
	}
	above := 0
	for _, level := range byLevel[1:] {
		for _, tile := range level {
			if err := compareTile(c, tile, built); err != nil {
				return nil, err
			}
			above++
		}
	}
	say("tiles", "%d above level 0, each matches the rebuilt one", above)
	return built, checkRoot(built, tree)
}

// allTiles lists, level by level, the full tiles of a tree and the partial one at its edge.
func allTiles(size int64) [][]tlog.Tile {
	var levels [][]tlog.Tile
	for level := 0; size>>(height*level) > 0; level++ {
		count := size >> (height * level)
		var there []tlog.Tile
		for n := int64(0); n<<height < count; n++ {
			width := count - n<<height
			if width > 1<<height {
				width = 1 << height
			}
			there = append(there, tlog.Tile{H: height, L: level, N: n, W: int(width)})
		}
		levels = append(levels, there)
	}
	return levels
}

// leavesOf returns the hashes of a tile of level 0, each compared with that of its record.
func leavesOf(c *client, tile tlog.Tile) ([]tlog.Hash, error) {
	data, err := c.get(tilePath(tile))
	if err != nil {
		return nil, err
	}
	if len(data) != tile.W*tlog.HashSize {
		return nil, fmt.Errorf("%s has %d bytes, not %d hashes", tilePath(tile), len(data), tile.W)
	}
	leaves := make([]tlog.Hash, tile.W)
	for i := range leaves {
		copy(leaves[i][:], data[i*tlog.HashSize:])
	}
	if c.token == "" {
		return leaves, nil
	}
	records, err := recordsOf(c, tile)
	if err != nil {
		return nil, err
	}
	for i, record := range records {
		if tlog.RecordHash(record) != leaves[i] {
			return nil, fmt.Errorf("position %d: the record does not match its hash in %s",
				tile.N<<height+int64(i), tilePath(tile))
		}
	}
	return leaves, nil
}

// recordsOf reads the records of a tile of level 0, each preceded by its length.
func recordsOf(c *client, tile tlog.Tile) ([][]byte, error) {
	tile.L = -1
	data, err := c.get(tilePath(tile))
	if err != nil {
		return nil, err
	}
	var records [][]byte
	for rest := data; len(rest) > 0; {
		if len(rest) < 2 || len(rest)-2 < int(binary.BigEndian.Uint16(rest)) {
			return nil, fmt.Errorf("position %d: %s ends within the record",
				tile.N<<height+int64(len(records)), tilePath(tile))
		}
		length := int(binary.BigEndian.Uint16(rest))
		records = append(records, rest[2:2+length])
		rest = rest[2+length:]
	}
	if len(records) != tile.W {
		return nil, fmt.Errorf("%s has %d records, not %d", tilePath(tile), len(records), tile.W)
	}
	return records, nil
}

// compareTile compares a tile above level 0 with the rebuilt tree.
func compareTile(c *client, tile tlog.Tile, built hashes) error {
	served, err := c.get(tilePath(tile))
	if err != nil {
		return err
	}
	ours, err := tlog.ReadTileData(tile, built)
	if err != nil {
		return err
	}
	if !bytes.Equal(served, ours) {
		return fmt.Errorf("%s, over the records from position %d on, does not match them",
			tilePath(tile), tile.N<<(height*(tile.L+1)))
	}
	return nil
}

// checkRoot compares the rebuilt tree with the signed one.
func checkRoot(built hashes, tree tlog.Tree) error {
	root := tlog.Hash(sha256.Sum256(nil)) // RFC 6962; tlog does not define it for the empty tree
	if tree.N > 0 {
		var err error
		if root, err = tlog.TreeHash(tree.N, built); err != nil {
			return err
		}
	}
	if root != tree.Hash {
		return fmt.Errorf("root: the %d records have %s, but %s was signed", tree.N, root, tree.Hash)
	}
	say("root", "rebuilt, and matches the signed one")
	return nil
}
