"""The Materials Project's client, asked politely: waits when told to, and explains what went wrong."""

import json
import warnings

from coursekit.errors import DatasetError

_ATTEMPTS = 6
_LONGEST_WAIT = 60.0
_THROTTLED = ("429", "too many", "Retry-After")
_PASSING = (
    *("status code 500", "502", "503", "504", "timed out", "Connection aborted", "broken"),
    *("IncompleteRead", "failed to decode"),
)
_REFUSED = ("status code 401", "status code 403", "Invalid authentication")
_UNREACHABLE = ("Max retries exceeded", "Failed to establish", "NameResolution", "Connection")


class Patient:
    """The real client with patience."""

    def __init__(self, key, *, endpoint=None, wait=None):
        self._key = key
        self._endpoint = endpoint
        self._wait = wait
        self._client = None

    def db_version(self):
        """Version of the database."""
        return self._ask(lambda client: str(client.db_version))

    def search(self, **query):
        """Summary documents that meet a query."""
        found = self._ask(lambda client: client.materials.summary.search(all_fields=False, **query))
        if not all(isinstance(doc, dict) and doc.get("material_id") for doc in found):
            raise DatasetError(_CHANGED)
        missing = {name for doc in found for name in query["fields"] if name not in doc}
        if missing:
            raise DatasetError(f"{_CHANGED} (missing: {', '.join(sorted(missing))})")
        return found

    def _ask(self, question):
        attempt = 1
        while True:
            try:
                with warnings.catch_warnings():
                    # the client's advice is for its own users
                    warnings.simplefilter("ignore")
                    return question(self._connect())
            except ImportError as error:
                raise DatasetError(
                    "the Materials Project needs the extra `mp`; install coursekit[mp]"
                ) from error
            except Exception as error:
                passing, reason = _explain(str(error).replace(self._key, "***"), error)
                if not passing or attempt == _ATTEMPTS:
                    raise DatasetError(reason) from None
            self._wait(min(2.0**attempt, _LONGEST_WAIT))
            attempt += 1

    def _connect(self):
        if self._client is None:
            from mp_api.client import MPRester

            self._client = MPRester(
                self._key,
                endpoint=self._endpoint,
                use_document_model=False,
                mute_progress_bars=True,
            )
        return self._client


_CHANGED = (
    "the Materials Project answered with something else than the records this version of "
    "coursekit knows; update mp-api, or use `coursekit data matbench` meanwhile"
)


def _explain(text, error):
    """(whether it may pass by itself, what went wrong and what to do)."""
    if any(sign in text for sign in _REFUSED):
        return False, (
            "the Materials Project refuses the key; copy it again from the dashboard of "
            "materialsproject.org"
        )
    if any(sign in text for sign in _THROTTLED):
        return True, (
            "the Materials Project asks to slow down and still did after several minutes; run the "
            "command again later: it goes on from what it has"
        )
    if any(sign in text for sign in _PASSING):
        return True, (
            "the Materials Project broke off several times; run the command again: it goes on from "
            "what it has"
        )
    if any(sign in text for sign in _UNREACHABLE):
        return False, (
            "the Materials Project cannot be reached; check the network (and a proxy), then run "
            "the command again: it goes on from what it has"
        )
    if isinstance(error, json.JSONDecodeError):
        return False, (
            "what answered at the address of the Materials Project is not JSON: a notice, or the "
            "login page of a network or proxy; open materialsproject.org in a browser, then run the "
            "command again: it goes on from what it has"
        )
    if isinstance(error, ValueError | KeyError | TypeError | AttributeError):
        return False, _CHANGED
    return False, (
        f"the Materials Project's client gave up ({type(error).__name__}: {text:.600}); run the "
        "command again later, it goes on from what it has; or use `coursekit data matbench`"
    )
