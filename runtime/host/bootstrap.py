# Runs one Lambda function for aslc: `python3 - FILE.HANDLER`, with this text on standard input.
# It asks the Lambda Runtime API at AWS_LAMBDA_RUNTIME_API for one event after the other. An answer and the question for
# the next event go out in one write.
import importlib
import importlib.util
import json
import os
import socket
import sys
import time
import traceback

API = "/2018-06-01/runtime/"
HOST = os.environ["AWS_LAMBDA_RUNTIME_API"]
NEXT = ("GET %sinvocation/next HTTP/1.1\r\nHost: %s\r\n\r\n" % (API, HOST)).encode()


class Fault(Exception):
    """An error of the function's beginning, with AWS's name for it."""

    def __init__(self, name, message, trace=()):
        super().__init__(message)
        self.name = name
        self.trace = list(trace)


class Context:
    """What a function is told of its call."""

    def __init__(self, headers):
        env = os.environ
        self.aws_request_id = headers["lambda-runtime-aws-request-id"]
        self.invoked_function_arn = headers.get("lambda-runtime-invoked-function-arn")
        self.function_name = env.get("AWS_LAMBDA_FUNCTION_NAME")
        self.function_version = env.get("AWS_LAMBDA_FUNCTION_VERSION")
        self.memory_limit_in_mb = env.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")
        self.log_group_name = env.get("AWS_LAMBDA_LOG_GROUP_NAME")
        self.log_stream_name = env.get("AWS_LAMBDA_LOG_STREAM_NAME")
        self.identity = Named(json.loads(headers.get("lambda-runtime-cognito-identity") or "null"))
        client = headers.get("lambda-runtime-client-context")
        self.client_context = Named(json.loads(client)) if client else None
        self._deadline_ms = int(headers["lambda-runtime-deadline-ms"])

    def get_remaining_time_in_millis(self):
        return max(self._deadline_ms - int(time.time() * 1000), 0)

    def log(self, text):
        sys.stdout.write(str(text))


class Named:
    """An object whose members are attributes; those that it lacks are None."""

    def __init__(self, members):
        self.__dict__.update(members or {})

    def __getattr__(self, name):
        return None


# ---- The Runtime API


class Api:
    def __init__(self):
        host, port = HOST.rsplit(":", 1)
        self.socket = socket.create_connection((host, int(port)))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.file = self.socket.makefile("rb")

    def receive(self):
        """One response: its status, headers and body. Ends the process where the host has gone."""
        line = self.file.readline()
        if not line:
            os._exit(0)
        headers = {}
        while True:
            header = self.file.readline().rstrip(b"\r\n")
            if not header:
                break
            name, _, value = header.partition(b":")
            headers[name.decode("latin-1").lower()] = value.strip().decode("latin-1")
        return int(line.split()[1]), headers, self.file.read(int(headers.get("content-length", 0)))

    def post(self, route, body, headers="", more=b""):
        sys.stdout.flush()
        sys.stderr.flush()
        head = "POST %s%s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n%s\r\n"
        self.socket.sendall((head % (API, route, HOST, len(body), headers)).encode() + body + more)
        status, _, answer = self.receive()
        if status != 202:
            print("The answer was refused: " + answer.decode("utf-8", "replace"), file=sys.stderr)


def describe(name, message, trace, request_id=""):
    body = {"errorMessage": message, "errorType": name, "requestId": request_id, "stackTrace": trace}
    return json.dumps(body).encode()


def own_lines(error):
    """The lines of a traceback without those of this file."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename != "<stdin>"]
    return traceback.format_list(frames)


# ---- One event


def answer(handler, body, context):
    """The route and the body that answer an event."""
    try:
        result = handler(json.loads(body), context)
    except Exception as error:
        lines = own_lines(error)
        print("".join(lines) + "%s: %s" % (type(error).__name__, error), file=sys.stderr)
        return "error", describe(type(error).__name__, str(error), lines, context.aws_request_id)
    try:
        return "response", json.dumps(result).encode()
    except (TypeError, ValueError) as error:
        message = "Unable to marshal response: %s" % error
        print(message, file=sys.stderr)
        return "error", describe("Runtime.MarshalError", message, [], context.aws_request_id)


def serve(api, handler):
    api.socket.sendall(NEXT)
    while True:
        status, headers, body = api.receive()
        if status != 200:
            print("There is no next event: " + body.decode("utf-8", "replace"), file=sys.stderr)
            sys.exit(1)
        context = Context(headers)
        os.environ["_X_AMZN_TRACE_ID"] = headers.get("lambda-runtime-trace-id", "")
        route, text = answer(handler, body, context)
        api.post("invocation/%s/%s" % (context.aws_request_id, route), text, more=NEXT)


# ---- The function


class Reach:
    """Old versions of botocore do not know AWS_ENDPOINT_URL, nor AWS_ENDPOINT_URL_S3 and its like: what they create is
    told of them."""

    def find_spec(self, name, path=None, target=None):
        if name != "botocore.session":
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        execute = spec.loader.exec_module
        spec.loader.exec_module = lambda module: (execute(module), self.wrap(module.Session))
        return spec

    def wrap(self, session):
        create = session.create_client

        def address_of(self, service):
            name = self.get_service_model(service).service_id.hyphenize().replace("-", "_").upper()
            return os.environ.get("AWS_ENDPOINT_URL_" + name) or os.environ["AWS_ENDPOINT_URL"]

        def create_client(self, service_name, *args, **named):
            from botocore.config import Config
            config = Config(inject_host_prefix=False, s3={"addressing_style": "path"})
            named["config"] = config.merge(named["config"]) if named.get("config") else config
            named["endpoint_url"] = named.get("endpoint_url") or address_of(self, service_name)
            return create(self, service_name, *args, **named)

        session.create_client = create_client


def parts(text):
    """The folder of all the code, and the handler below it: those of "fn/./src/a.handler" are fn and src/a.handler. Where no
    /./ says it, it is the folder of the file."""
    root, given, rest = text.rpartition("/./")
    if given:
        return root or "/", rest
    folder, _, rest = text.rpartition("/")
    return folder or ".", rest


def load(text):
    folder, rest = parts(text)
    path, dot, name = rest.rpartition(".")
    module = path.replace("/", ".")
    if not module or not name:
        raise Fault("Runtime.MalformedHandlerName", "Bad handler '%s': FILE.NAME is wanted" % text)
    start = os.getcwd()
    try:
        os.chdir(folder)
    except OSError as error:
        raise Fault("Runtime.ImportModuleError", "Unable to import module '%s': %s" % (module, error))
    root = os.getcwd()
    more = [start] if start != root and "/./" not in text else []
    sys.path[:] = [root] + more + [p for p in sys.path if p not in ("", root, start)]
    os.environ["_HANDLER"] = rest
    os.environ["LAMBDA_TASK_ROOT"] = root
    try:
        loaded = importlib.import_module(module)
    except ImportError as error:
        raise Fault("Runtime.ImportModuleError", "Unable to import module '%s': %s" % (module, error), own_lines(error))
    except SyntaxError as error:
        lines = ['  File "%s" Line %s\n    %s' % (error.filename, error.lineno, error.text)]
        raise Fault("Runtime.UserCodeSyntaxError", "Syntax error in module '%s': %s" % (module, error), lines)
    if not callable(getattr(loaded, name, None)):
        raise Fault("Runtime.HandlerNotFound", "Handler '%s' missing on module '%s'" % (name, module))
    return getattr(loaded, name)


def main():
    sys.stdout.reconfigure(line_buffering=True)
    text = sys.argv[1]
    sys.argv[:] = [text]
    # As on AWS, nothing is written beside the function, unless somebody has named a place for its bytecode.
    sys.dont_write_bytecode = sys.dont_write_bytecode or sys.pycache_prefix is None
    api = Api()
    if os.environ.get("AWS_ENDPOINT_URL"):
        sys.meta_path.insert(0, Reach())
    try:
        handler = load(text)
    except Exception as error:
        name = error.name if isinstance(error, Fault) else type(error).__name__
        trace = error.trace if isinstance(error, Fault) else own_lines(error)
        print("".join(trace) + "%s: %s" % (name, error), file=sys.stderr)
        api.post("init/error", describe(name, str(error), trace), "Lambda-Runtime-Function-Error-Type: %s\r\n" % name)
        sys.exit(1)
    serve(api, handler)


main()
