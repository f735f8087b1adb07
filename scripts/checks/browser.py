"""Headless Chromium, driven through its debugging pipe: nothing but Python is needed.

    with Browser() as browser:
        page = browser.open("report.html", width=360, dark=True)
        page = browser.visit("http://127.0.0.1:8000/")
        page.evaluate("document.title")
"""

import base64
import collections
import json
import os
import pathlib
import select
import shutil
import subprocess
import tempfile
import time

LIMIT_SECONDS = 20
LARGEST_PICTURE = 200_000


class Browser:
    """One process of Chromium with a profile of its own."""

    def __init__(self):
        program = shutil.which("chromium") or shutil.which("chromium-browser")
        if program is None:
            raise SystemExit("there is no chromium on PATH: ./scripts/packages --checks")
        self.profile = tempfile.TemporaryDirectory(prefix="energy-browser-")
        theirs_in, self.ours_out = os.pipe()
        self.ours_in, theirs_out = os.pipe()
        words = [program, "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run",
                 "--disable-dev-shm-usage", "--hide-scrollbars", "--remote-debugging-pipe",
                 f"--user-data-dir={self.profile.name}"]
        # Chromium reads commands from descriptor 3 and answers on 4.
        self.process = subprocess.Popen(
            ["bash", "-c", f'exec "$@" 3<&{theirs_in} 4>&{theirs_out}', "bash", *words],
            pass_fds=(theirs_in, theirs_out), stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(theirs_in)
        os.close(theirs_out)
        self.buffer, self.number, self.events = b"", 0, collections.deque()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            self.call("Browser.close")
            self.process.wait(10)
        except (OSError, RuntimeError, subprocess.TimeoutExpired):
            self.process.kill()
            self.process.wait()
        os.close(self.ours_in)
        os.close(self.ours_out)
        # Its helpers may still be writing their last.
        shutil.rmtree(self.profile.name, ignore_errors=True)

    def call(self, method, session=None, **parameters):
        """The result of a command; events that come meanwhile are kept."""
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        os.write(self.ours_out, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.message(LIMIT_SECONDS)
            if answer is None:
                raise RuntimeError(f"{method}: no answer in {LIMIT_SECONDS} s")
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                return answer["result"]
            self.events.append(answer)

    def message(self, seconds):
        """The next message, or None where none comes in time."""
        end = time.monotonic() + seconds
        while b"\0" not in self.buffer:
            ready, _, _ = select.select([self.ours_in], [], [], max(0, end - time.monotonic()))
            if not ready:
                return None
            piece = os.read(self.ours_in, 1 << 20)
            if not piece:
                raise RuntimeError("chromium ended")
            self.buffer += piece
        text, _, self.buffer = self.buffer.partition(b"\0")
        return json.loads(text)

    def open(self, path, width=1280, height=900, dark=False, script=True):
        return self.visit(pathlib.Path(path).resolve().as_uri(), width, height, dark, script)

    def visit(self, address, width=1280, height=900, dark=False, script=True):
        return Page(self, address, width, height, dark, script)

    def keep_downloads(self, folder):
        """Files that pages hand out go there, under the names they give."""
        self.call("Browser.setDownloadBehavior", behavior="allow",
                  downloadPath=str(pathlib.Path(folder).resolve()))


class Page:
    """A tab, and what went wrong in it."""

    def __init__(self, browser, address, width, height, dark, script):
        self.browser = browser
        target = browser.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = browser.call(
            "Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")
        if not script:
            self.call("Emulation.setScriptExecutionDisabled", value=True)
        self.resize(width, height)
        self.colours("dark" if dark else "light")
        self.script = script
        self.address, self.complaints, self.requests = address, [], []
        self.call("Page.navigate", url=address)
        self.wait("Page.loadEventFired")

    def call(self, method, **parameters):
        return self.browser.call(method, self.session, **parameters)

    def resize(self, width, height):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height,
                  deviceScaleFactor=1, mobile=width < 600)

    def colours(self, scheme):
        """What the system is said to prefer."""
        self.call("Emulation.setEmulatedMedia",
                  features=[{"name": "prefers-color-scheme", "value": scheme}])

    def wait(self, event):
        """Until an event comes."""
        end = time.monotonic() + LIMIT_SECONDS
        while time.monotonic() < end:
            queue = self.browser.events
            message = queue.popleft() if queue else self.browser.message(LIMIT_SECONDS)
            if message is None:
                break
            self.note(message)
            if message.get("method") == event:
                return
        raise RuntimeError(f"no {event} in {LIMIT_SECONDS} s")

    def note(self, message):
        """Keeps errors and requests."""
        method, parameters = message.get("method"), message.get("params", {})
        if method == "Runtime.exceptionThrown":
            details = parameters["exceptionDetails"]
            self.complaints.append(
                details.get("exception", {}).get("description", details["text"]))
        elif method == "Runtime.consoleAPICalled" and parameters["type"] in ("error", "warning"):
            self.complaints.append(" ".join(str(a.get("value")) for a in parameters["args"]))
        elif method == "Log.entryAdded" and parameters["entry"]["level"] in ("error", "warning"):
            self.complaints.append(parameters["entry"]["text"])
        elif method == "Network.requestWillBeSent":
            self.requests.append(parameters["request"]["url"])

    def settle(self):
        """Takes in what has happened until now."""
        if self.script:
            self.evaluate(
                "new Promise(done => requestAnimationFrame(() => setTimeout(done, 60)))")
        while self.browser.events:
            self.note(self.browser.events.popleft())

    def evaluate(self, expression):
        """The value of an expression of JavaScript, a promise's once it is kept."""
        answer = self.call("Runtime.evaluate", expression=expression, awaitPromise=True,
                           returnByValue=True)
        if "exceptionDetails" in answer:
            details = answer["exceptionDetails"]
            raise RuntimeError(details.get("exception", {}).get("description", details["text"]))
        return answer["result"].get("value")

    def until(self, expression, seconds=LIMIT_SECONDS):
        """Waits for an expression to be true."""
        end = time.monotonic() + seconds
        while not self.evaluate(f"!!({expression})"):
            if time.monotonic() > end:
                raise RuntimeError(f"not within {seconds} s: {expression}")
            time.sleep(0.05)
        self.settle()

    def text(self, selector):
        """What people read there."""
        return self.evaluate(f"document.querySelector({json.dumps(selector)}).innerText")

    def click(self, selector):
        """Presses the mouse on the middle of something."""
        x, y = self.evaluate(f"""(() => {{
          const found = document.querySelector({json.dumps(selector)});
          found.scrollIntoView({{block: 'center'}});
          const box = found.getBoundingClientRect();
          return [box.left + box.width / 2, box.top + box.height / 2];
        }})()""")
        self.mouse("Pressed", x, y, pressed=True)
        self.mouse("Released", x, y)

    def choose(self, selector, path):
        """Gives a file to a field for files, as its dialogue would."""
        root = self.call("DOM.getDocument")["root"]["nodeId"]
        node = self.call("DOM.querySelector", nodeId=root, selector=selector)["nodeId"]
        self.call("DOM.setFileInputFiles", nodeId=node, files=[str(pathlib.Path(path).resolve())])

    def drop(self, selector, path):
        """Drags a file onto something, and lets go."""
        x, y = self.evaluate(f"""(() => {{
          const box = document.querySelector({json.dumps(selector)}).getBoundingClientRect();
          return [box.left + box.width / 2, box.top + box.height / 2];
        }})()""")
        load = {"items": [], "files": [str(pathlib.Path(path).resolve())], "dragOperationsMask": 1}
        for kind in ("dragEnter", "dragOver", "drop"):
            self.call("Input.dispatchDragEvent", type=kind, x=x, y=y, data=load)

    def write(self, selector, text):
        """Types into a field, in place of what stood there."""
        self.evaluate(f"document.querySelector({json.dumps(selector)}).select()")
        self.call("Input.insertText", text=text)

    def mouse(self, kind, x, y, pressed=False):
        self.call("Input.dispatchMouseEvent", type=f"mouse{kind}", x=x, y=y, button="left"
                  if pressed or kind != "Moved" else "none", buttons=int(pressed), clickCount=1)

    def key(self, name):
        for kind in ("keyDown", "keyUp"):
            text = {"text": name} if kind == "keyDown" and len(name) == 1 else {}
            self.call("Input.dispatchKeyEvent", type=kind, key=name, **text)

    def picture(self, path, whole=True):
        """A screenshot."""
        shot = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=whole,
                         **({"clip": self.extent()} if whole else {}))
        pathlib.Path(path).write_bytes(base64.b64decode(shot["data"]))

    def extent(self):
        size = self.call("Page.getLayoutMetrics")["cssContentSize"]
        return {"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1}

    def print(self, path):
        """What a printer would get, as PDF."""
        pages = self.call("Page.printToPDF", printBackground=False, preferCSSPageSize=True)
        pathlib.Path(path).write_bytes(base64.b64decode(pages["data"]))


def shrink(picture):
    """Gives a picture for the README fewer colours, and refuses one that is too large for it."""
    if shutil.which("pngquant"):
        subprocess.run(["pngquant", "--force", "--output", picture, "64", picture], check=True)
    size = pathlib.Path(picture).stat().st_size
    if size > LARGEST_PICTURE:
        raise SystemExit(f"{picture} has {size} bytes, {LARGEST_PICTURE} at most: "
                         "apt-get install pngquant")
    print(f"{picture}: {size // 1000} kB")
