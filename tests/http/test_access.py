"""Access: tokens that expire, rotate and are rate-limited; denied requests and their records."""
import datetime
import fcntl
import os
import subprocess
import threading
import time

import examples
from harness import ServerTest
from test_streamed_events import Upload, as_line


def instant(seconds_from_now: float) -> str:
    at = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=seconds_from_now)
    return at.isoformat(timespec="microseconds").replace("+00:00", "Z")


class Tokens(ServerTest):
    def make(self, **wanted) -> dict:
        answer = self.server.call("POST", "/v1/tokens", {"name": "erp", "role": "support", **wanted})
        self.assert_status(201, answer)
        return answer.body

    def status_with(self, secret: str) -> int:
        return self.server.client(secret).call("GET", "/v1/licenses").status

    def listed(self, token_id: str) -> dict | None:
        tokens = self.server.call("GET", "/v1/tokens").body["data"]
        return next((token for token in tokens if token["id"] == token_id), None)

    def test_created_over_http_are_valid_until_they_are_revoked(self):
        made = self.make()
        self.assertEqual(200, self.status_with(made["token"]))
        self.assert_status(200, self.server.call("DELETE", f"/v1/tokens/{made['id']}"))
        self.assertEqual(401, self.status_with(made["token"]))
        self.assertIsNone(self.listed(made["id"]))
        again = self.server.call("DELETE", f"/v1/tokens/{made['id']}")
        self.assert_problem(again, 404, "token_not_found")

    def test_are_shown_once_and_stored_as_a_digest(self):
        made = self.make()
        self.assertNotIn("token", self.listed(made["id"]))
        kept = (self.server.data / "tokens.json").read_text(encoding="utf-8")
        self.assertNotIn(made["token"], kept)
        self.assertIn(made["id"], kept)

    def test_are_refused_once_they_expire(self):
        made = self.make(expires_at=instant(1.0))
        self.assertEqual(200, self.status_with(made["token"]))
        time.sleep(1.1)
        self.assertEqual(401, self.status_with(made["token"]))
        self.assertEqual(made["expires_at"], self.listed(made["id"])["expires_at"])

    def test_that_expire_during_a_stream_end_it(self):
        serial = self.new_serial()
        made = self.make(role="billing", expires_at=instant(1.0))
        with Upload(self.server, made["token"]) as upload:
            upload.send(as_line(examples.registered(serial)))
            self.assertEqual("appended", upload.results(1)[0]["status"])
            time.sleep(1.2)
            upload.send(as_line(examples.invoice(serial, "INV-1")))
            self.assertEqual("unauthorized", upload.results(1)[0]["problem"]["code"])

    def test_that_are_rotated_accept_both_secrets_for_a_while(self):
        made = self.make()
        rotated = self.server.call("POST", f"/v1/tokens/{made['id']}/rotation",
                                   {"overlap_seconds": 1})
        self.assert_status(200, rotated)
        self.assertEqual(made["id"], rotated.body["id"])
        self.assertEqual([200, 200], [self.status_with(made["token"]),
                                      self.status_with(rotated.body["token"])])
        time.sleep(1.1)
        self.assertEqual([401, 200], [self.status_with(made["token"]),
                                      self.status_with(rotated.body["token"])])

    def test_that_are_rotated_without_overlap_refuse_the_old_secret(self):
        made = self.make()
        rotated = self.server.call("POST", f"/v1/tokens/{made['id']}/rotation",
                                   {"overlap_seconds": 0})
        self.assertEqual([401, 200], [self.status_with(made["token"]),
                                      self.status_with(rotated.body["token"])])

    def test_that_are_rotated_keep_their_idempotency_keys(self):
        made = self.make(role="billing")
        event = examples.registered(self.new_serial())
        key = {"Idempotency-Key": "once"}
        first = self.server.client(made["token"]).post(event, headers=key)
        rotated = self.server.call("POST", f"/v1/tokens/{made['id']}/rotation").body
        second = self.server.client(rotated["token"]).post(event, headers=key)
        self.assertEqual(first.body, second.body)
        self.assertEqual("true", second.headers["idempotent-replayed"])

    def test_report_when_they_were_last_used(self):
        made = self.make()
        self.assertIsNone(self.listed(made["id"])["last_used_at"])
        before = datetime.datetime.now(datetime.timezone.utc).replace(second=0, microsecond=0)
        self.status_with(made["token"])
        used = datetime.datetime.fromisoformat(self.listed(made["id"])["last_used_at"][:-1] + "+00:00")
        self.assertLessEqual(before, used)

    def test_that_are_invalid_are_refused_field_by_field(self):
        cases = [({"name": "", "role": "support"}, "/name"),
                 ({"name": "x", "role": "king"}, "/role"),
                 ({"name": "x", "role": "admin"}, "/serials"),
                 ({"name": "x", "role": "billing", "serials": ["1"]}, "/serials"),
                 ({"name": "x", "role": "billing", "expires_at": instant(-1)}, "/expires_at"),
                 ({"name": "x", "role": "billing", "expires_at": "soon"}, "/expires_at"),
                 ({"name": "x", "role": "billing", "secret": "mine"}, "/secret")]
        for body, pointer in cases:
            with self.subTest(pointer=pointer):
                answer = self.server.call("POST", "/v1/tokens", body)
                self.assert_problem(answer, 422, "invalid", pointer)
        made = self.make()
        answer = self.server.call("POST", f"/v1/tokens/{made['id']}/rotation",
                                  {"overlap_seconds": -1})
        self.assert_problem(answer, 422, "invalid", "/overlap_seconds")


class TokenUses(ServerTest):
    def test_survive_a_restart(self):
        secret = self.server.tokens.create("support")
        self.server.client(secret).call("GET", "/v1/licenses")
        self.server.stop()
        self.server.start(self.now)
        tokens = self.server.call("GET", "/v1/tokens").body["data"]
        used = {token["role"]: token["last_used_at"] for token in tokens}
        self.assertIsNotNone(used["support"])


class RateLimits(ServerTest):
    options = ("--rate-limit", "60", "--failed-access-limit", "5")

    def test_of_a_token_are_reported_and_enforced(self):
        secret = self.server.tokens.create("support")
        client = self.server.client(secret)
        remaining = []
        for _ in range(60):
            answer = client.call("GET", "/v1/licenses")
            self.assert_status(200, answer)
            self.assertEqual('"token";q=60;w=60', answer.headers["ratelimit-policy"])
            remaining.append(int(answer.headers["ratelimit"].split(";r=")[1].split(";")[0]))
        self.assertEqual(sorted(remaining, reverse=True), remaining)
        self.assertEqual(59, remaining[0])
        statuses = [client.call("GET", "/v1/licenses").status for _ in range(3)]
        self.assertIn(429, statuses)
        refused = client.call("GET", "/v1/licenses")
        self.assert_problem(refused, 429, "too_many_requests")
        wait = int(refused.headers["retry-after"])
        self.assertTrue(1 <= wait <= 2, wait)
        other = self.server.client(self.server.tokens.create("support"))
        self.assert_status(200, other.call("GET", "/v1/licenses"))
        time.sleep(wait)
        self.assert_status(200, client.call("GET", "/v1/licenses"))

    def test_for_requests_without_a_token_lock_nobody_else_out(self):
        stranger = self.server.client("llt_guessed")
        statuses = [stranger.call("GET", "/v1/licenses").status for _ in range(8)]
        self.assertEqual([401] * 5, statuses[:5])
        self.assertIn(429, statuses[5:])
        known = self.server.client(self.server.tokens.create("support"))
        self.assert_status(200, known.call("GET", "/v1/licenses"))
        self.assert_status(200, self.server.client("").call("GET", "/healthz"))


class SecurityLog(ServerTest):
    def lines(self, request_id: str) -> list[str]:
        deadline = time.monotonic() + 5
        while time.monotonic() < deadline:
            found = [line for line in self.server.log.read_text().splitlines() if request_id in line]
            if any("security" in line for line in found):
                return [line for line in found if "security" in line]
            time.sleep(0.02)
        return []

    def test_names_denied_clients_by_id_and_address_and_never_by_secret(self):
        secret = self.server.tokens.create("support")
        token_id = self.server.tokens.ids[secret]
        forbidden = self.server.client(secret).call("PUT", "/v1/test-clock", {"now": self.now})
        unknown = self.server.client("llt_secretguess").call("GET", "/v1/licenses")
        line = self.lines(forbidden.headers["x-request-id"])[0]
        for part in ("403", "forbidden", token_id, "127.0.0.1"):
            self.assertIn(part, line)
        self.assertIn("401", self.lines(unknown.headers["x-request-id"])[0])
        log = self.server.log.read_text()
        self.assertNotIn(secret, log)
        self.assertNotIn("secretguess", log)

    def test_records_tokens_that_are_created_and_revoked(self):
        made = self.server.call("POST", "/v1/tokens", {"name": "Hanna Berg", "role": "support"})
        self.assertIn("created", self.lines(made.headers["x-request-id"])[0])
        gone = self.server.call("DELETE", f"/v1/tokens/{made.body['id']}")
        self.assertIn("revoked", self.lines(gone.headers["x-request-id"])[0])
        self.assertNotIn("Hanna", self.server.log.read_text())


class Preconditions(ServerTest):
    options = ("--require-if-match", "true")

    def test_are_required_if_the_server_is_set_to_require_them(self):
        serial = self.new_serial()
        self.server.post(examples.registered(serial))
        seat = examples.seat("anna")
        path = f"/v1/licenses/{serial}/seats"
        self.assert_problem(self.server.call("POST", path, seat), 428, "precondition_required")
        tag = self.server.call("GET", f"/v1/licenses/{serial}").headers["etag"]
        judged = self.server.call("POST", path, seat, headers={"If-Match": tag})
        self.assert_problem(judged, 409, "seat_refused")
        stale = self.server.call("POST", path, seat, headers={"If-Match": tag})
        self.assert_problem(stale, 412, "precondition_failed")
        self.assert_status(409, self.server.call("POST", path, seat, headers={"If-Match": "*"}))


class MinPosition(ServerTest):
    def test_that_has_been_reached_is_answered(self):
        serial = self.new_serial()
        position = self.server.post(examples.registered(serial)).body["position"]
        for path in (f"/v1/licenses/{serial}", "/v1/licenses", f"/v1/licenses/{serial}/events"):
            answer = self.server.call("GET", f"{path}?min_position={position}")
            self.assert_status(200, answer)

    def test_that_is_reached_later_is_waited_for(self):
        serial = self.new_serial()
        self.server.post(examples.registered(serial))
        with self.server.raw() as waiting:
            end = self.server.end()
            waiting.request("GET", f"/v1/licenses/{serial}?min_position={end}", self.server.token)
            time.sleep(0.2)
            self.server.post(examples.invoice(serial, "INV-1"))
            answer = waiting.answer()
        self.assertEqual((200, 1), (answer.status, len(answer.body["invoices"])))

    def test_that_is_not_reached_is_answered_with_503(self):
        started = time.monotonic()
        answer = self.server.call("GET", "/v1/licenses?min_position=1000000")
        self.assert_problem(answer, 503, "position_not_reached")
        self.assertIn("retry-after", answer.headers)
        self.assertLess(time.monotonic() - started, 10)

    def test_that_is_not_a_position_is_refused(self):
        answer = self.server.call("GET", "/v1/licenses?min_position=-1")
        self.assert_problem(answer, 422, "invalid", "?min_position")
        self.assert_status(401, self.server.client("x").call("GET", "/v1/licenses?min_position=9999"))


class ManyIdleConnections(ServerTest):
    options = ("--max-connections", "20")

    def test_make_room_for_new_ones(self):
        idle = [self.server.raw() for _ in range(40)]
        time.sleep(0.2)
        for _ in range(20):
            answer = self.server.client().call("GET", "/healthz")
            self.assert_status(200, answer)
        for connection in idle:
            connection.close()


class TokenFile(ServerTest):
    complaint_wanted = "every token is rejected"

    def test_keeps_its_tokens_whatever_is_requested(self):
        secret = self.server.tokens.create("support")
        far = self.server.call("POST", "/v1/tokens", {"name": "x", "role": "support",
                                                      "expires_at": "9999-12-31T23:59:59Z"})
        self.assert_problem(far, 422, "invalid", "/expires_at")
        for arguments in (("create", "--role", "support", "--name", "x", "--expires", "3000000d"),
                          ("rotate", self.server.tokens.ids[secret], "--overlap", "3000000d")):
            with self.assertRaises(subprocess.CalledProcessError):
                self.server.tokens._run(*arguments)
        self.assert_status(200, self.server.client(secret).call("GET", "/v1/licenses"))

    def test_that_another_process_has_locked_delays_only_changes(self):
        with open(self.server.data / "tokens.json.lock", "a", encoding="ascii") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            answers = []
            waiting = threading.Thread(target=lambda: answers.append(self.server.client().call(
                "POST", "/v1/tokens", {"name": "x", "role": "support"})))
            waiting.start()
            started = time.monotonic()
            for _ in range(5):
                client = self.server.client()
                self.assert_status(200, client.call("GET", "/v1/licenses"))
            waiting.join()
            self.assertLess(time.monotonic() - started, 5)
            self.assert_problem(answers[0], 503, "tokens_unavailable")

    def test_is_reported_once_when_unreadable_and_used_again_when_readable(self):
        path = self.server.data / "tokens.json"
        good = path.read_bytes()
        path.write_text("{")
        statuses = {self.server.client().call("GET", "/v1/licenses").status for _ in range(3)}
        self.assertEqual({401}, statuses)
        self.assertEqual(1, self.server.log.read_text().count("every token is rejected"))
        os.replace(self.write_beside(path, good), path)
        self.assert_status(200, self.server.client().call("GET", "/v1/licenses"))

    @staticmethod
    def write_beside(path, content: bytes):
        draft = path.with_name("tokens.draft")
        draft.write_bytes(content)
        return draft


class Strangers(ServerTest):
    """Limits on the resources a client without a token can hold, and for how long."""
    options = ("--read-timeout", "2", "--max-connections", "50")

    def test_send_no_body_that_is_stored(self):
        before = self.server.memory_kib()
        connections = []
        for _ in range(20):
            connection = self.server.raw()
            connection.request("POST", "/nothing", headers={"Content-Length": str(8 << 20)})
            try:
                connection.send(b"x" * (4 << 20))
            except OSError:
                pass
            connections.append(connection)
        self.assertLess(self.server.memory_kib() - before, 40_000)
        for connection in connections:
            self.assertEqual(404, connection.answer().status)
            connection.close()

    def test_cannot_fill_the_memory_with_the_framing_of_chunks(self):
        for beginning in (b"1;", b"0\r\nX: "):
            with self.subTest(beginning=beginning):
                before = self.server.memory_kib()
                with self.server.raw() as connection:
                    connection.request("POST", "/v1/events", self.server.token, headers={
                        "Content-Type": "application/cloudevents+json",
                        "Transfer-Encoding": "chunked"})
                    try:
                        connection.send(beginning)
                        for _ in range(64):
                            connection.send(b"a" * (1 << 20))
                    except OSError:
                        pass
                self.assertLess(self.server.memory_kib() - before, 30_000)

    def test_that_fall_silent_just_as_their_time_ends_are_cut_off_anyway(self):
        crowd = []
        for i in range(20):
            connection = self.server.raw()
            connection.request("POST", "/v1/events", self.server.token, headers={
                "Content-Type": "application/cloudevents+json", "Content-Length": "10000000"})
            crowd.append((connection, time.monotonic() + 1.9 + i * 0.01))
        stopped = time.monotonic() + 2.3
        while time.monotonic() < stopped:
            for connection, _ in crowd:
                try:
                    connection.send(b"x" * 100)
                except OSError:
                    pass
        for connection, _ in crowd:
            try:
                self.assertEqual(408, connection.answer().status)
            except (ConnectionError, ValueError):
                pass  # cut off while it was still sending
            self.assertTrue(connection.is_closed(3))
            connection.close()

    def test_that_only_begin_a_request_make_room_for_new_connections(self):
        begun = [self.server.raw().send("G") for _ in range(50)]
        for _ in range(10):
            self.assert_status(200, self.server.client().call("GET", "/healthz"))
        for connection in begun:
            connection.close()
