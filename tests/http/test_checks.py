"""POST /v1/checks: what an application asks before it lets a user in."""
import examples
from harness import JSON, ServerTest


class Checks(ServerTest):
    now = "2026-01-01T00:00:00Z"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        post, cls.serial = cls.server.post, "checked"
        post(examples.module("core", hidden=True))
        post(examples.module("sales", user_plan=True, includes=["core"]))
        post(examples.module("free", unrestricted=True))
        post(examples.module("server", type="site"))
        examples.active_license(cls.server, cls.serial, "2026-06-01", sales=2, maps=1)
        cls.server.move_clock("2026-01-10T00:00:00Z")
        cls.server.call("POST", f"/v1/licenses/{cls.serial}/seats", examples.seat("anna"))
        post(examples.registered("not-active"))

    def ask(self, *checks, **more):
        answer = self.server.call("POST", "/v1/checks", {"checks": list(checks)}, **more)
        self.assert_status(200, answer)
        self.assertEqual(len(checks), len(answer.body["results"]))
        return answer.body["results"]

    def one(self, **check):
        return self.ask({"serial_number": self.serial, **check})[0]

    def test_tell_whether_the_license_gives_the_module_and_the_user_holds_it(self):
        found = self.one(user="anna", module="sales")
        self.assertGreater(found.pop("position"), 0)
        self.assertEqual({"serial_number": self.serial, "entitled": True, "held": True,
                          "stage": "valid", "can_be_activated": False, "reasons": []}, found)
        bo = self.one(user="bo", module="sales")
        self.assertEqual((True, False), (bo["entitled"], bo["held"]))
        other = self.one(user="anna", module="travel")
        self.assertEqual((False, False), (other["entitled"], other["held"]))

    def test_count_a_module_that_comes_with_a_plan(self):
        hidden = self.one(user="anna", module="core")
        self.assertEqual((True, True), (hidden["entitled"], hidden["held"]))

    def test_need_no_seats_of_an_unrestricted_or_a_site_module(self):
        for module in ("free", "server"):
            self.assertIs(True, self.one(module=module)["entitled"], module)

    def test_leave_null_what_was_not_asked(self):
        nothing, only_module = self.ask({"serial_number": self.serial},
                                        {"serial_number": self.serial, "module": "sales"})
        self.assertEqual((None, None), (nothing["entitled"], nothing["held"]))
        self.assertEqual((True, None), (only_module["entitled"], only_module["held"]))

    def test_find_the_license_of_an_installation(self):
        found = self.ask({"cust_id": f"Cust{self.serial}", "module": "maps"})[0]
        self.assertEqual((self.serial, True), (found["serial_number"], found["entitled"]))

    def test_answer_as_of_an_earlier_instant(self):
        before = self.one(user="anna", module="sales", as_of="2026-01-05T00:00:00Z")
        self.assertEqual((True, False), (before["entitled"], before["held"]))
        later = self.one(module="sales", as_of="2026-06-20T00:00:00Z")
        self.assertEqual((False, "read_only"), (later["entitled"], later["stage"]))

    def test_name_what_blocks_an_activation_each_code_once(self):
        serial = self.new_serial()
        self.server.post(examples.registered(serial, auto_update=False))
        for invoice_id in ("I-1", "I-2"):
            self.server.post(examples.invoice(serial, invoice_id))
        self.server.post(examples.purchase(serial, examples.line("sales", 1),
                                           invoice_ids=("I-1", "I-2")))
        found = self.ask({"serial_number": serial, "module": "sales"})[0]
        self.assertEqual(["not_bound", "unpaid"], found["reasons"])
        self.assertEqual((False, "none", False),
                         (found["entitled"], found["stage"], found["can_be_activated"]))

    def test_have_a_problem_in_the_place_of_a_result(self):
        results = self.ask({"serial_number": "nobody"}, {"serial_number": self.serial},
                           {"cust_id": "nobody"})
        self.assertEqual(("nobody", "license_not_found"),
                         (results[0]["serial_number"], results[0]["problem"]["code"]))
        self.assertEqual(self.serial, results[1]["serial_number"])
        self.assertEqual(("nobody", "installation_not_found"),
                         (results[2]["cust_id"], results[2]["problem"]["code"]))

    def test_are_limited_to_the_licenses_of_an_admin(self):
        admin = self.server.client(self.server.tokens.create("admin", self.serial))
        body = {"checks": [{"serial_number": self.serial}, {"serial_number": "not-active"}]}
        results = admin.call("POST", "/v1/checks", body).body["results"]
        self.assertEqual("valid", results[0]["stage"])
        self.assertEqual("forbidden", results[1]["problem"]["code"])

    def test_are_refused_with_a_pointer(self):
        for body, pointer in (({}, "/checks"), ({"checks": []}, "/checks"),
                              ({"checks": [{}]}, "/checks/0"),
                              ({"checks": [{"serial_number": "a", "cust_id": "b"}]}, "/checks/0"),
                              ({"checks": [{"serial_number": "a", "as_of": "soon"}]},
                               "/checks/0/as_of"),
                              ({"checks": [{"serial_number": "a"}] * 10_001}, "/checks")):
            with self.subTest(pointer):
                answer = self.server.call("POST", "/v1/checks", body, kind=JSON)
                self.assert_problem(answer, 422, "invalid", pointer)

    def test_may_be_ten_thousand(self):
        results = self.ask(*[{"serial_number": self.serial, "user": "anna", "module": "sales"}]
                           * 10_000)
        self.assertEqual({True}, {result["held"] for result in results})
