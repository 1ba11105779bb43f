"""Chromium without a window, driven over its debugging pipe."""
import base64
import json
import os
import select
import shutil
import subprocess
import tempfile
import time

PATIENCE = 30  # seconds, for what should come at once


class Browser:
    """A browser with tabs of its own, and nothing kept from before."""

    def __init__(self):
        self.home = tempfile.mkdtemp(prefix="web-test")
        to_browser, self.to = os.pipe()
        self.come, from_browser = os.pipe()

        def place_pipes():
            # The browser reads 3 and writes 4, wherever the pipes were.
            kept = os.dup(to_browser), os.dup(from_browser)
            os.dup2(kept[0], 3)
            os.dup2(kept[1], 4)

        self.process = subprocess.Popen(
            [shutil.which("chromium"), "--headless=new", "--no-sandbox",
             "--remote-debugging-pipe", "--disable-gpu", "--no-first-run",
             "--disable-dev-shm-usage", f"--user-data-dir={self.home}",
             "about:blank"],
            close_fds=False, preexec_fn=place_pipes,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_browser)
        os.close(from_browser)
        self.count = 0
        self.rest = b""
        self.events = []
        self.answers = {}

    def read(self, until):
        """Reads what comes until that time, at least once."""
        left = max(0, until - time.monotonic())
        if not select.select([self.come], [], [], left)[0]:
            raise TimeoutError("the browser does not answer")
        data = os.read(self.come, 1 << 20)
        if not data:
            raise EOFError("the browser has ended")
        *messages, self.rest = (self.rest + data).split(b"\0")
        for message in map(json.loads, messages):
            if "id" in message:
                self.answers[message["id"]] = message
            else:
                self.events.append(message)

    def call(self, method, session=None, **params):
        """Calls a method of the debugging protocol; returns its result."""
        self.count += 1
        message = {"id": self.count, "method": method, "params": params}
        if session:
            message["sessionId"] = session
        os.write(self.to, json.dumps(message).encode() + b"\0")
        until = time.monotonic() + PATIENCE
        while self.count not in self.answers:
            self.read(until)
        answer = self.answers.pop(self.count)
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']['message']}")
        return answer["result"]

    def tab(self, url, width=1440, height=900):
        """Opens a tab in a context of its own, without the others' storage."""
        context = self.call("Target.createBrowserContext")["browserContextId"]
        target = self.call("Target.createTarget", url="about:blank",
                           browserContextId=context)["targetId"]
        session = self.call("Target.attachToTarget", targetId=target,
                            flatten=True)["sessionId"]
        return Tab(self, session, target, url, width, height)

    def end(self):
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.home, ignore_errors=True)


class Tab:
    """A page, as its visitor sees and uses it."""

    def __init__(self, browser, session, target, url, width, height):
        self.browser, self.session, self.target = browser, session, target
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")
        self.size(width, height)
        self.call("Emulation.setFocusEmulationEnabled", enabled=True)
        self.call("Page.navigate", url=url)
        self.wait("document.readyState === 'complete' && typeof begin === 'function'")

    def call(self, method, **params):
        return self.browser.call(method, self.session, **params)

    def size(self, width, height=900):
        self.call("Emulation.setDeviceMetricsOverride", width=width,
                  height=height, deviceScaleFactor=1, mobile=width < 500)

    def run(self, code):
        """Returns the value of an expression of JavaScript."""
        result = self.call("Runtime.evaluate", expression=code,
                           awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in result:
            raise RuntimeError(f"{code}: {result['exceptionDetails']}")
        return result["result"].get("value")

    def wait(self, code):
        """Waits until the expression is true; returns its value."""
        code = f"(() => {{ try {{ return Boolean({code}); }} catch {{ return false; }} }})()"
        until = time.monotonic() + PATIENCE
        while True:
            value = self.run(code)
            if value:
                return value
            if time.monotonic() > until:
                raise TimeoutError(f"not true in time: {code}\n{self.text()}")
            time.sleep(0.02)

    def text(self):
        return self.run("document.body.innerText")

    def see(self, text, count=1):
        """Waits until the current view has the text; it must be there so often."""
        code = ("[...document.querySelectorAll('.log:not([hidden]) .row')].filter("
                f"(row) => row.textContent.includes({json.dumps(text)})).length")
        self.wait(f"{code} >= {count}")
        has = self.run(code)
        if has != count:
            raise AssertionError(f"{has} times, not {count}: {text}\n{self.text()}")

    def type(self, text):
        self.call("Input.insertText", text=text)

    KEYS = {"Enter": (13, "\r"), "Tab": (9, ""), "Escape": (27, ""),
            "ArrowUp": (38, ""), "ArrowDown": (40, ""), "Delete": (46, "")}

    def press(self, key):
        code, text = self.KEYS.get(key) or (ord(key.upper()), key)
        for kind in "keyDown", "keyUp":
            self.call("Input.dispatchKeyEvent", type=kind, key=key, text=text,
                      windowsVirtualKeyCode=code)

    def say(self, text):
        self.run("$('input').focus()")
        self.type(text)
        self.press("Enter")

    def fill(self, *values):
        """Fills in the dialogue that is open, and presses Enter."""
        for i, value in enumerate(values):
            self.wait(f"$('dialog').querySelectorAll('input')[{i}]")
            self.run(f"$('dialog').querySelectorAll('input')[{i}].select()")
            self.type(value)
        self.press("Enter")

    def enter(self, name, secret=None):
        self.wait("$('dialog').textContent.includes('Join the chat')")
        self.fill(name, *[secret] if secret else [])

    def click(self, label):
        """Clicks the button of that name or text."""
        self.wait("((one) => one && (one.click(), true))([...document.querySelectorAll("
                  "'button')].find((one) => one.offsetParent && (one.ariaLabel ?? "
                  f"one.textContent).includes({json.dumps(label)})))")

    def reload(self):
        self.run("window.before = true")
        self.call("Page.reload")
        self.wait("!window.before && document.readyState === 'complete'")

    def picture(self, path):
        data = self.call("Page.captureScreenshot", format="png")["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))

    def faults(self):
        """Returns what the browser has complained about in this tab."""
        said = []
        for event in self.browser.events:
            if event.get("sessionId") != self.session:
                continue
            if event["method"] == "Runtime.exceptionThrown":
                said.append(str(event["params"]["exceptionDetails"]))
            if event["method"] == "Log.entryAdded":
                said.append(event["params"]["entry"]["text"])
        return said
