"""Holds the server's answers against the schemas of its own OpenAPI document.

Run by scripts/test; needs `energy` on the PATH.

    check_api.py FILE.h5        homes with a kettle and a fridge in house 1

Every route is asked. An answer must be of its schema's types, must have no property that the
schema does not name, and, where it is one of GET, each that it names.
"""
import json
import pathlib
import sys
import tempfile
import time

from jsonschema import Draft202012Validator
from openapi_spec_validator import validate
from tiny import Server, train

WINDOW = 45
HOUSEHOLD = "home-1"
STREAM = {"start": "2026-01-15T00:00:00Z", "period_s": 6,
          "power": [120.0] * 200 + [2800.0] * 30 + [None] * 3 + [90.0] * 200}
SERIES = STREAM | {"timestamps": True, "household": HOUSEHOLD}
# Of registered models, and of skill by evaluations.
OPTIONAL = {"registered", "sha256", "dataset", "range", "houses"}


class Document:
    """The schemas of answers."""

    def __init__(self, document):
        validate(document)
        self.document = document

    def schema(self, method, path, status):
        """Of a JSON answer; None of another kind."""
        answers = self.document["paths"][path][method.lower()]["responses"]
        # A redirection has been followed.
        content = answers.get(str(status), {}).get("content", {})
        return content.get("application/json", {}).get("schema")

    def resolved(self, schema):
        while "$ref" in schema:
            place = self.document
            for name in schema["$ref"].removeprefix("#/").split("/"):
                place = place[name]
            schema = place
        return schema

    def closed(self, schema, is_part=False):
        """The same, where objects have nothing but the properties that are named."""
        schema = dict(self.resolved(schema))
        for key in ("allOf", "oneOf", "anyOf", "prefixItems"):
            if key in schema:
                schema[key] = [self.closed(one, key == "allOf") for one in schema[key]]
        if "items" in schema:
            schema["items"] = self.closed(schema["items"])
        if "properties" in schema:
            schema["properties"] = {
                name: self.closed(one) for name, one in schema["properties"].items()}
            if not is_part and "additionalProperties" not in schema:
                schema["unevaluatedProperties"] = False
        return schema

    def named(self, schema):
        """The properties of an object's schema, with those of its parts."""
        found = dict(schema.get("properties", {}))
        for part in schema.get("allOf", []):
            found |= self.named(self.resolved(part))
        return found

    def lacking(self, schema, answer, place):
        """Properties that are named, and that an answer does not have."""
        schema = self.resolved(schema)
        if isinstance(answer, list):
            return {lack for one in answer for lack in
                    self.lacking(schema.get("items", {}), one, place + "[]")}
        if not isinstance(answer, dict):
            return set()
        properties = self.named(schema)
        found = {f"{place}.{name}" for name in properties.keys() - answer.keys() - OPTIONAL}
        for name in properties.keys() & answer.keys():
            found |= self.lacking(properties[name], answer[name], f"{place}.{name}")
        return found


class Checker:
    """Asks, and gathers what is wrong."""

    def __init__(self, server):
        self.server, self.checked, self.wrong = server, set(), []
        self.document = Document(json.loads(server.ask("/openapi.json")[1]))

    def ask(self, method, path, body=None, pattern=None, status=200):
        pattern, kind = pattern or path.partition("?")[0], "application/json"
        text = None if body is None else json.dumps(body)
        got, answer = self.server.ask(path, text, kind, method=method)
        if got != status:
            return self.wrong.append(f"{method} {path}: {got}, not {status}: {answer[:300]}")
        schema = self.document.schema(method, pattern, status)
        self.checked.add((method, pattern))
        if schema is None:
            return None
        answer = json.loads(answer)
        for error in Draft202012Validator(self.document.closed(schema)).iter_errors(answer):
            place = "".join(f"[{part!r}]" for part in error.absolute_path)
            self.wrong.append(f"{method} {path}{place}: {error.message[:300]}")
        if method == "GET" and status == 200:
            self.wrong += [f"{method} {path}: no {lack}" for lack in sorted(
                self.document.lacking(schema, answer, "answer"))]
        return answer

    def listed(self):
        """What the document lists."""
        return {(method.upper(), path) for path, operations in
                self.document.document["paths"].items() for method in operations
                if method in ("get", "post", "delete", "put")}


def asked(checker):
    """Everything that the document lists, errors too."""
    checker.ask("POST", "/predict", SERIES)
    checker.ask("POST", "/predict", {"x": [[120.0] * WINDOW, [2000.0] * WINDOW]})
    checker.ask("POST", "/predict", {"x": "many"}, status=422)
    stream = "/stream/{household}"
    checker.ask("POST", "/stream/one", STREAM, stream, status=409)
    checker.ask("POST", "/stream/one", STREAM | {"begin": True}, stream)
    wait_logged(checker)
    for method, path in sorted(checker.listed()):
        if method == "GET" and "{" not in path:
            checker.ask("GET", path)
    checker.ask("GET", "/models/kettle", pattern="/models/{name}")
    checker.ask("GET", "/models/ketle", pattern="/models/{name}", status=404)
    checker.ask("POST", "/models/reload")
    checker.ask("DELETE", f"/log/households/{HOUSEHOLD}", pattern="/log/households/{household}")


def wait_logged(checker):
    """Until the prediction log shows what was asked."""
    for _ in range(200):
        if len(json.loads(checker.server.ask("/log/recent")[1])["answers"]) >= 3:
            return
        time.sleep(0.05)
    raise SystemExit("the prediction log shows nothing")


def main():
    source = pathlib.Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        words = ["--log-predictions", str(folder / "log.sqlite")]
        with Server(train(source, folder), *words, token="a-long-secret") as server:
            checker = Checker(server)
            asked(checker)
    left = checker.listed() - checker.checked
    wrong = checker.wrong + [f"{method} {path} was not checked" for method, path in sorted(left)]
    if wrong:
        sys.exit("\n".join(wrong))
    print(f"{len(checker.checked)} routes answer as the OpenAPI document says, and no less")


if __name__ == "__main__":
    main()
