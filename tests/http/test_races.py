"""Concurrent requests for the same thing."""
import threading

import examples
from harness import ServerTest


class TheLastSeat(ServerTest):
    def test_goes_to_one_of_two_two_hundred_times(self):
        serial = self.new_serial()
        examples.active_license(self.server, serial, sales=1)
        path = f"/v1/licenses/{serial}/seats"
        users = ("anna", "bo")
        clients = {user: self.server.client() for user in users}
        ready = threading.Barrier(len(users))
        answers = {}

        def race(user):
            for _ in range(200):
                ready.wait(30)
                answers[user] = clients[user].call("POST", path, examples.seat(user))
                ready.wait(30)
                if answers[user].status == 201:
                    clients[user].call("DELETE", f"{path}/sales/{user}")
                outcomes.append(answers[user].status)

        outcomes = []
        threads = [threading.Thread(target=race, args=(user,)) for user in users]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual((200, 200), (outcomes.count(201), outcomes.count(409)))
        kinds = [event["type"] for event in self.server.feed(subject=serial)
                 if event["type"].startswith("seat.")]
        self.assertEqual(600, len(kinds))
        held = 0
        for kind in kinds:
            held += {"seat.assigned.v1": 1, "seat.removed.v1": -1}.get(kind, 0)
            self.assertIn(held, (0, 1))

    def test_goes_to_one_of_many(self):
        serial = self.new_serial()
        examples.active_license(self.server, serial, sales=5)
        answers = []

        def ask(user):
            answers.append(self.server.client().call(
                "POST", f"/v1/licenses/{serial}/seats", examples.seat(user)).status)
        threads = [threading.Thread(target=ask, args=(f"user-{i}",)) for i in range(40)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual([201] * 5 + [409] * 35, sorted(answers))


class OneIdentity(ServerTest):
    def test_is_appended_once_when_many_post_it_concurrently(self):
        serial = self.new_serial()
        self.server.post(examples.registered(serial))
        for number in range(20):
            event = examples.invoice(serial, f"INV-{number}")
            answers = []

            def post(same=event, results=answers):
                results.append(self.server.client().post(same))
            threads = [threading.Thread(target=post) for _ in range(8)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            self.assertEqual([200] * 7 + [201], sorted(a.status for a in answers))
            self.assertEqual(1, len({a.body["position"] for a in answers}))

    def test_is_bound_once_when_many_bind_it_concurrently(self):
        serial = self.new_serial()
        self.server.post(examples.registered(serial))
        answers = []

        def bind(cust_id):
            answers.append(self.server.client().call(
                "POST", "/v1/installations", examples.binding(serial, cust_id)).status)
        threads = [threading.Thread(target=bind, args=(f"C{i}",)) for i in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual([201] + [409] * 15, sorted(answers))
