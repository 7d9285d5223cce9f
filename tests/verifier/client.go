package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"
)

// height is C2SP's: a full tile has 2^8 hashes.
const height = 8

// maxBody is larger than any response of a log: 256 records of 65,535 bytes.
const maxBody = 32 << 20

// client queries one log. The caller must check what it returns.
type client struct {
	base  string
	token string
	http  http.Client
}

func newClient(base, token string) *client {
	return &client{
		base:  strings.TrimSuffix(base, "/"),
		token: token,
		http:  http.Client{Timeout: time.Minute},
	}
}

func (c *client) get(path string) ([]byte, error) {
	request, err := http.NewRequest(http.MethodGet, c.base+path, nil)
	if err != nil {
		return nil, err
	}
	if c.token != "" {
		request.Header.Set("Authorization", "Bearer "+c.token)
	}
	response, err := c.http.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, maxBody))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s returned %s", path, response.Status)
	}
	return body, nil
}

func (c *client) getJSON(path string, into any) error {
	body, err := c.get(path)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(body, into); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// tilePath names a tile as C2SP does: tlog's own paths contain the height, and call the records
// (level -1) "data".
func tilePath(tile tlog.Tile) string {
	path := strings.TrimPrefix(tile.Path(), fmt.Sprintf("tile/%d/", height))
	return "/tile/" + strings.Replace(path, "data/", "entries/", 1)
}

// tiles lets tlog read the log's tiles over HTTP.
type tiles struct{ *client }

func (t tiles) Height() int { return height }

func (t tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var data [][]byte
	for _, tile := range wanted {
		body, err := t.get(tilePath(tile))
		if err != nil {
			return nil, err
		}
		data = append(data, body)
	}
	return data, nil
}

// SaveTiles stores nothing: every proof is made from what the log serves at that moment.
func (t tiles) SaveTiles([]tlog.Tile, [][]byte) {}
