"""HTTPS: supported versions, certificates that are reloaded, client certificates."""
import http.client
import json
import os
import pathlib
import signal
import socket
import ssl
import subprocess
import tempfile
import time
import unittest

import examples
from documented import documented
from harness import BINARY, NDJSON, Server, ServerFailed, free_port
from raw import chunk_of


class Authority:
    """Issues certificates, with the openssl program."""

    def __init__(self, directory: pathlib.Path, name: str):
        self.directory = directory
        self.certificate = directory / f"{name}.crt"
        self.key = directory / f"{name}.key"
        self._openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                      "-nodes", "-days", "2", "-subj", f"/CN={name}", "-keyout", self.key,
                      "-out", self.certificate)

    def issue(self, name: str, subject: str, alternatives: str = "") -> tuple:
        """The paths of a certificate and its key."""
        key, request = self.directory / f"{name}.key", self.directory / f"{name}.csr"
        certificate = self.directory / f"{name}.crt"
        self._openssl("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                      "-nodes", "-subj", subject, "-keyout", key, "-out", request)
        extensions = self.directory / f"{name}.ext"
        extensions.write_text(f"subjectAltName={alternatives}\n" if alternatives else "")
        self._openssl("x509", "-req", "-in", request, "-CA", self.certificate, "-CAkey", self.key,
                      "-CAcreateserial", "-days", "2", "-extfile", extensions, "-out", certificate)
        return certificate, key

    @staticmethod
    def _openssl(*arguments) -> None:
        subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)


class TlsServer(Server):
    """A server over HTTPS, which the client of the harness does not support."""

    def __init__(self, authority: Authority, options: tuple):
        self.authority = authority
        super().__init__(None, options)

    def _knows_its_token(self) -> bool:
        return self.https("GET", "/metrics")[0] == 200

    def context(self, certificate: tuple | None = None) -> ssl.SSLContext:
        context = ssl.create_default_context(cafile=str(self.authority.certificate))
        if certificate:
            context.load_cert_chain(*map(str, certificate))
        return context

    def https(self, method: str, path: str, body=None, token: str | None = "", certificate=None):
        """Status and body; as the operator unless a token (or None) is given."""
        connection = http.client.HTTPSConnection("localhost", self.port, timeout=10,
                                                 context=self.context(certificate))
        headers = {"Content-Type": "application/cloudevents+json"}
        if token is not None:
            headers["Authorization"] = f"Bearer {token or self.token}"
        try:
            connection.request(method, path, json.dumps(body) if body else None, headers)
            answer = connection.getresponse()
            raw = answer.read()
            documented().check(method, path, answer.status,
                               {name.lower(): value for name, value in answer.getheaders()}, raw)
            is_json = "json" in answer.getheader("content-type", "")
            return answer.status, json.loads(raw) if is_json else raw
        finally:
            connection.close()

    def shown_certificate(self) -> bytes:
        with socket.create_connection(("localhost", self.port), timeout=5) as plain:
            with self.context().wrap_socket(plain, server_hostname="localhost") as secure:
                return secure.getpeercert(binary_form=True)


class Https(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = pathlib.Path(tempfile.mkdtemp(prefix="ledger-tls-"))
        cls.addClassCleanup(lambda: subprocess.run(["rm", "-rf", str(cls.directory)], check=False))
        cls.authority = Authority(cls.directory, "authority")
        cls.clients = Authority(cls.directory, "clients")
        cls.certificate, cls.key = cls.authority.issue("server", "/CN=ledger",
                                                       "DNS:localhost,IP:127.0.0.1")
        cls.server = TlsServer(cls.authority, (
            "--tls-certificate", cls.certificate, "--tls-key", cls.key,
            "--tls-client-ca", cls.clients.certificate))
        cls.addClassCleanup(cls.server.discard)

    @classmethod
    def tearDownClass(cls):
        if cls.server.stop() != 0:
            raise ServerFailed("the server did not exit cleanly: " + cls.server.log_tail())

    def connect(self, context: ssl.SSLContext) -> ssl.SSLSocket:
        plain = socket.create_connection(("localhost", self.server.port), timeout=5)
        return context.wrap_socket(plain, server_hostname="localhost")

    def test_carries_events_and_queries(self):
        event = examples.registered("1801009001")
        self.assertEqual(201, self.server.https("POST", "/v1/events", event)[0])
        status, view = self.server.https("GET", "/v1/licenses/1801009001")
        self.assertEqual((200, "Nordvik AB"), (status, view["company_name"]))

    def test_streams_lines_both_ways(self):
        with self.connect(self.server.context()) as secure:
            secure.sendall((f"POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Type: {NDJSON}\r\n"
                            f"Authorization: Bearer {self.server.token}\r\n"
                            "Transfer-Encoding: chunked\r\n\r\n").encode())
            reader = secure.makefile("rb")
            for i in range(20):
                line = json.dumps(examples.registered(f"18010091{i:02}")) + "\n"
                secure.sendall(chunk_of(line))
                while b'"appended"' not in reader.readline():
                    pass

    def test_carries_a_large_batch(self):
        serial = "1801009002"
        events = [examples.registered(serial)]
        events += [examples.invoice(serial, f"INV-{i}") for i in range(3000)]
        connection = http.client.HTTPSConnection("localhost", self.server.port, timeout=30,
                                                 context=self.server.context())
        connection.request("POST", "/v1/events", "\n".join(map(json.dumps, events)),
                           {"Content-Type": NDJSON, "Authorization": f"Bearer {self.server.token}"})
        answers = connection.getresponse().read().splitlines()
        self.assertEqual(3001, len(answers))
        self.assertTrue(all(b'"appended"' in answer for answer in answers))
        connection.close()

    def test_supports_tls_1_2_and_1_3_and_nothing_older(self):
        for version, name in ((ssl.TLSVersion.TLSv1_2, "TLSv1.2"),
                              (ssl.TLSVersion.TLSv1_3, "TLSv1.3")):
            context = self.server.context()
            context.minimum_version = context.maximum_version = version
            with self.connect(context) as secure:
                self.assertEqual(name, secure.version())
        # The local library may not support the older ones, so the message is written by hand.
        hello = bytes.fromhex("16030100350100003103010000000000000000000000000000000000000000"
                              "00000000000000000000000000000000000ac009c013c00ac014002f0100")
        with socket.create_connection(("localhost", self.server.port), timeout=5) as plain:
            plain.sendall(hello)
            answer = plain.recv(100)
        self.assertTrue(answer == b"" or answer[0] == 0x15, answer)  # an alert

    def test_refuses_weak_ciphers(self):
        context = self.server.context()
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        context.set_ciphers("AES128-SHA:ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0")
        with self.assertRaises((ssl.SSLError, ConnectionError)):
            self.connect(context)

    def test_refuses_plain_http_and_keeps_running(self):
        with socket.create_connection(("localhost", self.server.port), timeout=5) as plain:
            plain.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            self.assertNotIn(b"200", plain.recv(100))
        self.assertEqual(200, self.server.https("GET", "/healthz", token=None)[0])

    def test_answers_others_while_clients_stall_in_the_handshake(self):
        silent = [socket.create_connection(("localhost", self.server.port)) for _ in range(50)]
        for connection in silent[25:]:
            connection.sendall(b"\x16\x03\x01")
        self.assertEqual(200, self.server.https("GET", "/healthz", token=None)[0])
        for connection in silent:
            connection.close()

    def test_accepts_a_client_certificate_in_place_of_a_token(self):
        self.make_token("billing", "dns:billing.example.com")
        shown = self.clients.issue("billing", "/CN=anything", "DNS:billing.example.com")
        event = examples.registered("1801009003")
        self.assertEqual(201, self.server.https("POST", "/v1/events", event, None, shown)[0])
        self.assertEqual(403, self.server.https("GET", "/v1/licenses", None, None, shown)[0])

    def test_uses_the_common_name_only_if_there_is_no_other_name(self):
        self.make_token("support", "cn:support-desk")
        named = self.clients.issue("desk", "/CN=support-desk")
        self.assertEqual(200, self.server.https("GET", "/v1/licenses", None, None, named)[0])
        otherwise = self.clients.issue("other", "/CN=support-desk", "DNS:other.example.com")
        self.assertEqual(401, self.server.https("GET", "/v1/licenses", None, None, otherwise)[0])

    def test_finds_no_token_for_an_unregistered_or_revoked_certificate(self):
        stranger = self.clients.issue("stranger", "/CN=stranger")
        self.assertEqual(401, self.server.https("GET", "/v1/licenses", None, None, stranger)[0])
        made = self.make_token("auditor", "cn:stranger")
        self.assertEqual(200, self.server.https("GET", "/v1/licenses", None, None, stranger)[0])
        self.server.https("DELETE", f"/v1/tokens/{made['id']}")
        self.assertEqual(401, self.server.https("GET", "/v1/licenses", None, None, stranger)[0])

    def test_judges_a_request_with_a_token_by_the_token_alone(self):
        self.make_token("operator", "cn:root")
        shown = self.clients.issue("root", "/CN=root")
        self.assertEqual(401, self.server.https("GET", "/v1/licenses", None, "wrong", shown)[0])

    def test_refuses_certificates_of_other_authorities(self):
        self.make_token("operator", "cn:boss")
        forged = Authority(self.directory, "forger").issue("boss", "/CN=boss")
        with self.assertRaises((ssl.SSLError, ConnectionError, http.client.HTTPException)):
            self.server.https("GET", "/v1/licenses", None, None, forged)

    def test_reloads_the_certificate_on_request(self):
        before = self.server.shown_certificate()
        open_before = http.client.HTTPSConnection("localhost", self.server.port, timeout=10,
                                                  context=self.server.context())
        open_before.request("GET", "/healthz")
        open_before.getresponse().read()
        renewed, key = self.authority.issue("renewed", "/CN=ledger", "DNS:localhost")
        os.replace(renewed, self.certificate)
        os.replace(key, self.key)
        self.server.process.send_signal(signal.SIGHUP)
        deadline = time.monotonic() + 5
        while self.server.shown_certificate() == before and time.monotonic() < deadline:
            time.sleep(0.02)
        after = self.server.shown_certificate()
        self.assertNotEqual(before, after)
        # An invalid certificate changes nothing, and an open connection stays open.
        good = self.certificate.read_bytes()
        self.certificate.write_text("not a certificate")
        self.server.process.send_signal(signal.SIGHUP)
        while "keeping the current certificates" not in self.server.log.read_text() and time.monotonic() < deadline:
            time.sleep(0.02)
        self.assertIn("keeping the current certificates", self.server.log.read_text())
        self.assertEqual(after, self.server.shown_certificate())
        self.certificate.write_bytes(good)
        open_before.request("GET", "/healthz")
        self.assertEqual(200, open_before.getresponse().status)
        open_before.close()

    def make_token(self, role: str, certificate_name: str) -> dict:
        status, made = self.server.https("POST", "/v1/tokens", {
            "name": role, "role": role, "client_certificate": certificate_name})
        self.assertEqual(201, status, made)
        self.assertNotIn("token", made)
        return made


class TlsFiles(unittest.TestCase):
    def test_that_are_unusable_are_named(self):
        with tempfile.TemporaryDirectory(prefix="ledger-tls-") as directory:
            place = pathlib.Path(directory)
            authority = Authority(place, "authority")
            certificate, key = authority.issue("one", "/CN=one")
            _, other_key = authority.issue("two", "/CN=two")
            missing = place / "missing.pem"
            cases = [((certificate, missing), "missing.pem"), ((missing, key), "missing.pem"),
                     ((certificate, other_key), "mismatch"),
                     ((certificate,), "--tls-key")]
            for files, named in cases:
                with self.subTest(named=named):
                    options = [word for pair in zip(("--tls-certificate", "--tls-key"), files)
                               for word in pair]
                    ended = subprocess.run(
                        [BINARY, "serve", "--data", place / "data", "--listen",
                         f"127.0.0.1:{free_port()}", *options],
                        capture_output=True, text=True, timeout=20, check=False)
                    self.assertEqual(2, ended.returncode, ended.stderr)
                    self.assertIn(named, ended.stderr)
                    self.assertFalse((place / "data").exists())
