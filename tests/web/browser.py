"""
Chromium without a window, driven over its debugging pipe. A tab is used by events of
the browser alone, which a person's hands could cause too: no script gives the focus,
clicks or fills in.
"""
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

    def tab(self, url, width=1440, height=900, beside=None):
        """Opens a tab, with the storage of the one that it is beside, or none."""
        context = beside.context if beside else self.call(
            "Target.createBrowserContext")["browserContextId"]
        target = self.call("Target.createTarget", url="about:blank",
                           browserContextId=context)["targetId"]
        session = self.call("Target.attachToTarget", targetId=target,
                            flatten=True)["sessionId"]
        tab = Tab(self, session, target, context)
        tab.size(width, height)
        tab.visit(url)
        return tab

    def end(self):
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.home, ignore_errors=True)


# Where the middle of an element is, or else what is wrong; if a list has scrolled it
# out of sight, how far the wheel has to turn over the list.
WHERE = """((one) => {
    const box = one?.getClientRects()[0];
    if (!box)
        return { wrong: "is not there" };
    const x = box.x + box.width / 2, y = box.y + box.height / 2;
    const top = document.elementFromPoint(x, y);
    if (one.contains(top))
        return { x, y };
    for (let list = one.parentElement; list; list = list.parentElement) {
        const { left, top, bottom, width, height } = list.getBoundingClientRect();
        if (list.scrollHeight > list.clientHeight && (y < top || y > bottom))
            return { wrong: "cannot be scrolled to", x: left + width / 2,
                y: top + height / 2, turn: y - top - height / 2 };
    }
    return { wrong: `is below ${top?.outerHTML.slice(0, 200)}` };
})(%s)"""


class Tab:
    """A page, as its visitor sees and uses it."""

    def __init__(self, browser, session, target, context):
        self.browser, self.session, self.target = browser, session, target
        self.context = context
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")
        self.call("Emulation.setFocusEmulationEnabled", enabled=True)

    def visit(self, url):
        self.call("Page.navigate", url=url)
        self.wait("document.readyState === 'complete' && typeof begin === 'function'")

    def close(self):
        self.browser.call("Target.closeTarget", targetId=self.target)

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

    KEYS = {"Enter": (13, "\r"), "Tab": (9, ""), "Escape": (27, ""),
            "ArrowUp": (38, ""), "ArrowDown": (40, ""), "Delete": (46, "")}
    SHIFTED = '~!@#$%^&*()_+{}|:"<>?'

    def press(self, key, shift=False, **more):
        """Presses a key, wherever the focus is; with Shift if its sign needs it."""
        code, text = self.KEYS.get(key) or (ord(key.upper()) if key.isalnum() else 0, key)
        shift = shift or key in self.SHIFTED or (len(key) == 1 and key.isupper())
        for kind in "keyDown", "keyUp":
            self.call("Input.dispatchKeyEvent", type=kind, key=key, text=text,
                      windowsVirtualKeyCode=code, modifiers=8 * shift, **more)

    def type(self, text):
        """Types a text, which what has the focus must take."""
        for sign in text:
            self.press("Enter" if sign == "\n" else sign, shift=sign == "\n")
        has = self.run("document.activeElement.value ?? null")
        if not (has or "").endswith(text):
            raise AssertionError(f"typed {text!r}, and there is {has!r}\n{self.text()}")

    def mark_all(self):
        """Selects all that is in what has the focus: what is typed next replaces it."""
        self.call("Input.dispatchKeyEvent", type="rawKeyDown", key="a", modifiers=2,
                  windowsVirtualKeyCode=65, commands=["selectAll"])

    def say(self, text):
        self.type(text)
        self.press("Enter")

    def fill(self, *values):
        """Fills in the dialogue that is open, from where the focus is, and presses Enter."""
        for i, value in enumerate(values):
            if i > 0:
                self.press("Tab")
            self.wait("$('dialog').contains(document.activeElement) && "
                      "document.activeElement.localName === 'input'")
            self.mark_all()
            self.type(value)
        self.press("Enter")

    def enter(self, name, secret=None):
        self.wait("$('dialog').textContent.includes('Join the chat')")
        self.fill(name, *[secret] if secret else [])

    def mouse(self, kind, at, **more):
        self.call("Input.dispatchMouseEvent", type=kind, x=at["x"], y=at["y"], **more)

    def aim(self, code):
        """Points at the middle of an element, scrolled to by the wheel, with nothing above it."""
        until = time.monotonic() + PATIENCE
        while "wrong" in (at := self.run(WHERE % code)):
            if time.monotonic() > until:
                raise TimeoutError(f"{code} {at['wrong']}\n{self.text()}")
            if "turn" in at:
                self.mouse("mouseWheel", at, deltaX=0, deltaY=at["turn"])
            time.sleep(0.05)
        self.mouse("mouseMoved", at)
        return at

    def button(self, kind, at):
        self.mouse(kind, at, button="left", clickCount=1)

    def point(self, code):
        at = self.aim(code)
        self.button("mousePressed", at)
        self.button("mouseReleased", at)

    def click(self, label):
        """Clicks the button of that name or text."""
        self.point("[...document.querySelectorAll('button')].find((one) => one.checkVisibility() "
                   f"&& (one.ariaLabel ?? one.textContent).includes({json.dumps(label)}))")

    def reach(self, text):
        """Goes from the box to the message with that text, by keys."""
        until = time.monotonic() + PATIENCE
        self.press("Tab", shift=True)
        where = ("(({ rows }, node) => [rows.findIndex((row) => row.line.text === "
                 f"{json.dumps(text)}), rows.indexOf(node.closest('.row')), rows.includes(node)])"
                 "(current, document.activeElement)")
        while True:
            to, at, there = self.run(where)
            if there and at == to:
                return
            if time.monotonic() > until:
                raise TimeoutError(f"keys do not lead to the message: {text}\n{self.text()}")
            self.press("ArrowDown" if 0 <= at < to else "ArrowUp")

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
