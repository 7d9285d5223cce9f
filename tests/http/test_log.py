"""GET /checkpoint, /tile and /v1/proofs: the log as the standards specify it."""
import base64
import threading

import examples
from harness import ServerTest
from logs import (HASH, WIDTH, fetch, leaf_hash, post_many, records_in, size_of, tile_path,
                  tile_paths, whole_log)

IMMUTABLE = "max-age=31536000, immutable"
BEYOND = 2**64 - 1


class LogTest(ServerTest):
    size = 3000

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        serials = ["first", "second"]
        post_many(cls.server, [examples.registered(serial) for serial in serials])
        for batch in range(27):
            count = min(113, cls.size - 2 - 113 * batch)
            post_many(cls.server, [examples.invoice(serials[i % 2], f"INV-{batch}-{i}")
                                   for i in range(count)])

    def fetch(self, path: str):
        return fetch(self.server.port, path, self.server.token)

    def there(self, path: str):
        answer = self.fetch(path)
        self.assertEqual(200, answer.status, path)
        return answer


class Tiles(LogTest):
    def test_have_a_hash_of_each_record(self):
        for index in range(self.size // WIDTH + 1):
            width = min(WIDTH, self.size - index * WIDTH)
            hashes = self.there(tile_path(0, index, width)).body
            records = records_in(self.there(tile_path("entries", index, width)).body)
            self.assertEqual(width, len(records))
            self.assertEqual(hashes, b"".join(leaf_hash(record) for record in records))

    def test_never_change_once_they_are_served(self):
        before = whole_log(self.server, self.size)
        self.assertEqual({200}, {answer.status for answer in before.values()})
        self.server.post(examples.invoice("first", "INV-later"))
        type(self).size += 1
        after = {path: self.fetch(path) for path in before}
        self.assertEqual({path: answer.body for path, answer in before.items()},
                         {path: answer.body for path, answer in after.items()})

    def test_may_be_cached_forever_but_records_only_by_their_reader(self):
        for path in tile_paths(self.size):
            headers = self.there(path).headers
            reader = "private" if "/entries/" in path else "public"
            self.assertEqual(f"{reader}, {IMMUTABLE}", headers["cache-control"], path)
            self.assertEqual("application/octet-stream", headers["content-type"])

    def test_begin_with_every_narrower_one(self):
        index, width = divmod(self.size, WIDTH)
        for level, index, width in ((0, index, width), (0, 0, WIDTH), (0, index - 1, WIDTH),
                                    (1, 0, index)):
            whole = self.there(tile_path(level, index, width)).body
            for narrower in {1, 2, width // 2, width - 1} - {width, 0}:
                body = self.there(tile_path(level, index, narrower)).body
                self.assertEqual(whole[:narrower * HASH], body, (level, index, narrower))
            if level == 0:
                records = self.there(tile_path("entries", index, width)).body
                for narrower in {1, width // 2, width - 1} - {width, 0}:
                    body = self.there(tile_path("entries", index, narrower)).body
                    self.assertEqual(records[:len(body)], body)
                    self.assertEqual(narrower, len(records_in(body)))

    def test_do_not_exist_beyond_the_end_and_are_never_empty(self):
        index, width = divmod(self.size, WIDTH)
        for level in (0, "entries"):
            for path in (tile_path(level, index), tile_path(level, index, width + 1),
                         tile_path(level, index + 1), tile_path(level, index + 1, 1),
                         tile_path(level, index, 0), tile_path(level, BEYOND // WIDTH),
                         tile_path(level, BEYOND)):
                self.assertEqual(404, self.fetch(path).status, path)
        for path in (tile_path(1, 0), tile_path(1, 0, index + 1), tile_path(1, 1, 1),
                     tile_path(2, 0, 1), tile_path(7, 0, 1), tile_path(8, 0, 1)):
            self.assertEqual(404, self.fetch(path).status, path)

    def test_have_one_name_each(self):
        for path in ("/tile/0/0", "/tile/0/00", "/tile/0/0000", "/tile/0/x000/000", "/tile/00/000",
                     "/tile/0/000.p/256", "/tile/0/000.p/01", "/tile/0/000.p/", "/tile/0/000.p",
                     "/tile/0/000/", "/tile/0/", "/tile/-1/000", "/tile/0/+00", "/tile/8/0/000",
                     "/tile/data/000", "/tile/entries/0", "/tile/entries/000.p/256",
                     "/tile/entries/x000/000", "/tile/0/000.p/1/1", "/tile/0/%30%30%30.p/257"):
            self.assertEqual(404, self.fetch(path).status, path)


class Checkpoints(LogTest):
    size = 300

    def test_are_never_cached(self):
        answer = self.there("/checkpoint")
        self.assertEqual("no-cache", answer.headers["cache-control"])
        self.assertEqual("text/plain; charset=utf-8", answer.headers["content-type"])
        text = answer.body.decode()
        origin, size, root, empty, signature, end = text.split("\n")
        self.assertEqual(("", ""), (empty, end))
        self.assertTrue(signature.startswith(f"— {origin} "), signature)
        log = self.server.call("GET", "/v1/log").body
        self.assertEqual([log["origin"], str(log["tree_size"]), log["root"]], [origin, size, root])
        self.assertTrue(log["vkey"].startswith(origin + "+"))

    def test_cover_everything_acknowledged_before_the_request(self):
        wrong = []

        def write(number: int) -> None:
            client = self.server.client()
            for i in range(60):
                answer = client.post(examples.invoice("first", f"INV-{number}-{i}"))
                size = size_of(fetch(self.server.port, "/checkpoint").body)
                if answer.status != 201 or answer.body["position"] >= size:
                    wrong.append((answer, size))
            client.close()

        writers = [threading.Thread(target=write, args=(number,)) for number in range(100, 104)]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
        self.assertEqual([], wrong)

    def test_come_with_the_tiles_they_cover(self):
        checkpoint = self.there("/checkpoint").body
        self.server.post(examples.invoice("first", "INV-one-more"))
        for path, answer in whole_log(self.server, size_of(checkpoint)).items():
            self.assertEqual(200, answer.status, path)


class Proofs(LogTest):
    size = 300

    def test_are_for_the_current_tree_unless_another_is_requested(self):
        whole = self.server.call("GET", "/v1/proofs/inclusion?position=0").body
        self.assertEqual(self.server.end(), whole["tree_size"])
        alone = self.server.call("GET", "/v1/proofs/inclusion?position=0&tree_size=1").body
        self.assertEqual((1, [], alone["leaf_hash"]),
                         (alone["tree_size"], alone["hashes"], alone["root"]))
        first = self.there(tile_path(0, 0, 1)).body
        self.assertEqual(base64.b64encode(first).decode(), whole["leaf_hash"])

    def test_are_refused_if_there_is_nothing_to_prove(self):
        end = self.server.end()
        for query, *pointers in (
                ("inclusion", "?position"), ("inclusion?position=x", "?position"),
                (f"inclusion?position={end}", "?position"),
                ("inclusion?position=5&tree_size=5", "?position"),
                (f"inclusion?position=0&tree_size={end + 1}", "?tree_size"),
                ("inclusion?position=0&tree_size=0", "?tree_size"),
                ("inclusion?position=-1", "?position"), ("consistency", "?first"),
                (f"consistency?first=1&second={end + 1}", "?second"),
                ("consistency?first=3&second=2", "?first"), ("consistency?first=1.5", "?first")):
            with self.subTest(query=query):
                self.assert_problem(self.server.call("GET", "/v1/proofs/" + query), 422, "invalid",
                                    *pointers)


class Readers(LogTest):
    size = 300

    def test_of_records_are_auditors_and_of_hashes_anyone(self):
        tokens = {role: self.server.tokens.create(role)
                  for role in ("billing", "support", "auditor")}
        tokens["admin"] = self.server.tokens.create("admin", "first")
        tokens["operator"], tokens["nobody"] = self.server.token, None
        for role, token in tokens.items():
            for path in ("/checkpoint", tile_path(0, 0), tile_path(1, 0, 1)):
                self.assertEqual(200, fetch(self.server.port, path, token).status, (role, path))
            entries = fetch(self.server.port, tile_path("entries", 0), token).status
            wanted = 200 if role in ("auditor", "operator") else 401 if role == "nobody" else 403
            self.assertEqual(wanted, entries, role)
