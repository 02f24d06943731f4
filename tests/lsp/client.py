#!/usr/bin/python3
"""client.py ASLC SCRIPT [OPTION...]: holds a conversation with `aslc --lsp`, and prints what it answers.

A line of the script is a step; blank lines and those that begin with # are nothing.

  start {JSON}              initialize with these capabilities, and initialized
  open NAME FILE [LANGUAGE] didOpen of file:///NAME with the text of FILE
  text NAME {JSON}          didOpen of file:///NAME with that text, or the text of that object
  edit NAME {JSON}          didChange; the JSON is the list of changes
  close NAME                didClose
  await NAME                waits for the diagnostics of the document as it is now, and prints them
  ask METHOD NAME {JSON}    a request about the document: textDocument/METHOD; the JSON is merged into its params. The
                            word "at" in it is "TEXT|TEXT": the position of the bar in the first place that has both texts
  send {JSON}               any message
  raw "TEXT"                any bytes
  next                      prints the next message, whatever it is
  end                       shutdown and exit; prints the exit code
  code                      prints the exit code
"""
import json
import subprocess
import sys

aslc, script, *options = sys.argv[1:]
server = subprocess.Popen([aslc, "--lsp", *options], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
texts, versions, waiting = {}, {}, []
count = 0
units = "utf-16"


def send(message):
    body = json.dumps(message).encode()
    raw(b"Content-Length: %d\r\n\r\n" % len(body) + body)


def raw(data):
    server.stdin.write(data)
    server.stdin.flush()


def receive():
    length = None
    while True:
        line = server.stdout.readline()
        if not line:
            return None
        if line == b"\r\n":
            break
        name, value = line.split(b":")
        if name.lower() == b"content-length":
            length = int(value)
    return json.loads(server.stdout.read(length).decode())


def wait(wanted):
    for i, message in enumerate(waiting):
        if wanted(message):
            return waiting.pop(i)
    while True:
        message = receive()
        if message is None or wanted(message):
            return message
        waiting.append(message)


def show(value, level=0):
    """Ranges on one line, everything else a member a line."""
    flat = json.dumps(value, ensure_ascii=False)
    if isinstance(value, dict) and set(value) == {"start", "end"}:
        return "%d:%d-%d:%d" % (value["start"]["line"], value["start"]["character"],
                                value["end"]["line"], value["end"]["character"])
    if len(flat) < 60 or not isinstance(value, (dict, list)) or not value:
        return flat
    blanks = "  " * (level + 1)
    if isinstance(value, list):
        return "[\n" + "".join(blanks + show(v, level + 1) + "\n" for v in value) + "  " * level + "]"
    return "{\n" + "".join(blanks + k + ": " + show(v, level + 1) + "\n" for k, v in value.items()) + "  " * level + "}"


def show_items(result, documentation):
    """An item a line: its label and detail, what it writes where."""
    for item in result["items"]:
        edit = item["textEdit"]
        print("  %s%s: %s for %s%s" % (item["label"], " (%s)" % item["detail"] if "detail" in item else "",
                                      json.dumps(edit["newText"], ensure_ascii=False), show(edit["range"]),
                                      ", a snippet" if item.get("insertTextFormat") == 2 else ""))
        if documentation:
            print("    " + json.dumps(item.get("documentation", {}).get("value", ""), ensure_ascii=False))
    print("  %d items%s" % (len(result["items"]), ", incomplete" if result["isIncomplete"] else ""))


def size_of(text):
    return len(text.encode("utf-8")) if units == "utf-8" else len(text.encode("utf-16-le")) // 2


def place(name, at):
    before, behind = at.split("|")
    offset = texts[name].index(before + behind) + len(before)
    line = texts[name].count("\n", 0, offset)
    start = texts[name].rfind("\n", 0, offset) + 1
    return {"line": line, "character": size_of(texts[name][start:offset])}


def offset_of(name, position):
    lines = texts[name].split("\n")
    start = sum(len(line) + 1 for line in lines[:position["line"]])
    n = 0
    while size_of(lines[position["line"]][:n]) < position["character"]:
        n += 1
    return start + n


def request(method, params):
    global count
    count += 1
    number = count
    send({"jsonrpc": "2.0", "id": number, "method": method, "params": params})
    return wait(lambda m: m.get("id") == number and "method" not in m)


def notify(method, params):
    send({"jsonrpc": "2.0", "method": method, "params": params})


def open_text(name, text, language="json"):
    texts[name], versions[name] = text, 1
    notify("textDocument/didOpen", {"textDocument": {"uri": "file:///" + name, "languageId": language, "version": 1,
                                                     "text": text}})


def edit(name, changes):
    """A change may say {"at": "before[old]behind", "text": new} in place of a range."""
    versions[name] += 1
    sent = []
    for change in changes:
        if "at" in change:
            before, rest = change["at"].split("[")
            old, behind = rest.split("]")
            start = texts[name].index(before + old + behind) + len(before)
            whole = texts[name]
            position = place(name, before + "|" + old + behind)
            end = start + len(old)
            line = whole.count("\n", 0, end)
            last = whole.rfind("\n", 0, end) + 1
            change = {"range": {"start": position, "end": {"line": line, "character": size_of(whole[last:end])}},
                      "text": change["text"]}
            texts[name] = whole[:start] + change["text"] + whole[end:]
        elif "range" not in change:
            texts[name] = change["text"]
        sent.append(change)
    notify("textDocument/didChange", {"textDocument": {"uri": "file:///" + name, "version": versions[name]},
                                      "contentChanges": sent})


def step(line):
    global units
    word, _, rest = line.partition(" ")
    print("> " + line)
    if word == "start":
        answer = request("initialize", {"processId": None, "rootUri": None, "capabilities": json.loads(rest or "{}")})
        units = answer["result"]["capabilities"]["positionEncoding"]
        answer["result"]["serverInfo"].pop("version")
        print(show(answer["result"]))
        notify("initialized", {})
    elif word == "open":
        name, path, *language = rest.split()
        open_text(name, open(path, encoding="utf-8").read(), *language)
    elif word == "text":
        name, _, text = rest.partition(" ")
        text = json.loads(text)
        open_text(name, text if isinstance(text, str) else json.dumps(text))
    elif word == "edit":
        name, _, changes = rest.partition(" ")
        edit(name, json.loads(changes))
    elif word == "close":
        notify("textDocument/didClose", {"textDocument": {"uri": "file:///" + rest}})
    elif word == "await":
        wanted = {"uri": "file:///" + rest, "version": versions[rest]}
        print(show(wait(lambda m: wanted.items() <= m.get("params", {}).items())["params"]))
    elif word == "ask":
        method, name, *more = rest.split(" ", 2)
        params = json.loads(more[0]) if more else {}
        if "at" in params:
            params["position"] = place(name, params.pop("at"))
        params["textDocument"] = {"uri": "file:///" + name}
        answer = request("textDocument/" + method, params)
        if method == "completion":
            show_items(answer["result"], params.get("documentation", False))
            return
        print(show(answer.get("result", answer.get("error"))))
    elif word == "send":
        send(json.loads(rest))
    elif word == "raw":
        raw(json.loads(rest).encode())
    elif word == "next":
        print(show(wait(lambda m: True)))
    elif word == "end":
        request("shutdown", None)
        notify("exit", None)
        print("exit code %d" % server.wait(timeout=60))
    elif word == "code":
        print("exit code %d" % server.wait(timeout=60))
    else:
        sys.exit("client.py: '%s' is no step" % word)


with open(script, encoding="utf-8") as lines:
    for line in lines:
        line = line.strip()
        if line and not line.startswith("#"):
            step(line)
server.stdin.close()
server.wait(timeout=60)
