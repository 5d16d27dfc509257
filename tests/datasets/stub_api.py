"""A server on this machine that answers as the Materials Project's API does, well or badly."""

import json
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlparse

KEY = "k" * 30 + "42"


class Api:
    """State of the stub: its documents, what it was asked, and how it misbehaves next."""

    def __init__(self, documents):
        self.documents = documents
        self.requests = []
        self.keys = set()
        self.trouble = []
        self.version = "2025.09.25"

    def answer(self, path, query):
        """(status, body) of one request; `trouble` holds what goes wrong first."""
        if path.endswith("heartbeat"):
            body = {"version": "0.87.3", "db_version": self.version}
            return 200, {**body, "access_controlled_batch_ids": []}
        self.requests.append(query)
        if self.trouble:
            trouble = self.trouble.pop(0)
            if trouble is not None:
                return trouble
        return 200, self.select(query)

    def select(self, query):
        found = self.documents
        if "material_ids" in query:
            wanted = query["material_ids"].split(",")
            found = [doc for doc in found if doc["material_id"] in wanted]
        if "elements" in query:
            wanted = set(query["elements"].split(","))
            found = [doc for doc in found if wanted <= set(doc["elements"])]
        if "nelements_min" in query:
            found = [doc for doc in found if len(doc["elements"]) == int(query["nelements_min"])]
        found = [doc for doc in found if doc["nsites"] <= int(query.get("nsites_max", 10**6))]
        start, limit = int(query.get("_skip", 0)), int(query.get("_limit", 1000))
        fields = query["_fields"].split(",")
        page = [{f: doc[f] for f in fields if f in doc} for doc in found[start : start + limit]]
        return {"data": page, "meta": {"total_doc": len(found)}}


@contextmanager
def served(documents):
    """Yield (endpoint, Api) of a running stub."""
    api = Api(documents)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            url = urlparse(self.path)
            query = {name: values[0] for name, values in parse_qs(url.query).items()}
            if "x-api-key" in self.headers:
                api.keys.add(self.headers["x-api-key"])
            status, body = api.answer(url.path, query)
            text = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(status)
            # a promise of more than is sent: the connection breaks in the middle
            self.send_header("Content-Length", str(len(text) * (2 if status == 206 else 1)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", api
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
