"""What the webhook tests have in common."""
import time

from harness import Server, ServerTest
from receiver import Receiver

LOCAL = ("--webhook-allow-network", "127.0.0.1", "--webhook-allow-http=true")
ALL_CHANGES = ["activation.blocked", "binding.refused", "invoice.overdue", "invoice.settled",
               "license.activated", "license.blocked", "license.pending", "license.stage_changed",
               "license.unblocked", "removal.refused", "seat.refused"]


def eventually(check, timeout: float = 15):
    """The first truthy result of `check`."""
    deadline = time.monotonic() + timeout
    while True:
        found = check()
        if found:
            return found
        if time.monotonic() > deadline:
            raise AssertionError("the condition was not met in time")
        time.sleep(0.02)


class WebhookTest(ServerTest):
    options = (*LOCAL, "--webhook-retries", "0,0.3,0.3,0.3", "--webhook-timeout", "1")

    def receiver(self, *args, **more) -> Receiver:
        receiver = Receiver(*args, **more)
        self.addCleanup(receiver.close)
        return receiver

    def hook(self, url: str, types, server: Server | None = None, **more) -> dict:
        """Creates a webhook that is deleted after the test."""
        server = server or self.server
        answer = server.call("POST", "/v1/webhooks", {"url": url, "types": types, **more})
        self.assert_status(201, answer)
        path = "/v1/webhooks/" + answer.body["id"]
        self.addCleanup(lambda: server.process.poll() is None and server.call("DELETE", path))
        return answer.body

    def get(self, hook: dict, path: str = "", server: Server | None = None):
        answer = (server or self.server).call("GET", f"/v1/webhooks/{hook['id']}{path}")
        self.assert_status(200, answer)
        return answer.body

    def deliveries(self, hook: dict, status: str | None = None, server=None) -> list:
        query = f"?limit=1000&status={status}" if status else "?limit=1000"
        return self.get(hook, "/deliveries" + query, server)["data"]

    def post(self, event: dict) -> int:
        answer = self.server.post(event)
        self.assert_status(201, answer)
        return answer.body["position"]
