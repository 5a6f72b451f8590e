#!/usr/bin/env python3
"""Counts the words of a text, line by line. A job's input: {text, everyMs?, checkpointEvery?}.

A whole worker in one file, with nothing but the standard library (Python 3.9 or newer). It does
one job at a time: start as many of it as you like.
"""

import http.client
import json
import os
import random
import signal
import sys
import threading
import time
import traceback
import urllib.error
import urllib.request
import uuid

URL = os.environ.get("JOBWIRE_URL", "http://127.0.0.1:8080").rstrip("/")
TOKEN = os.environ.get("JOBWIRE_TOKEN") or sys.exit("JOBWIRE_TOKEN: a token of the scope worker is needed.")
TYPE = os.environ.get("JOBWIRE_TYPE", "words")
NAME = f"python-{os.getpid()}"

# How long a claim waits for work; an idle worker that is told to go needs as long at most.
CLAIM_SECONDS = 5
# A cancel is the answer to the next call: this is how soon a handler that writes nothing hears of it.
BEAT_SECONDS = 0.5

DRAINING = threading.Event()  # this process is to go
WAKE = threading.Event()  # whoever waits has a reason to look


class Refused(Exception):
    """The service has understood, and says no."""

    def __init__(self, status, code, detail):
        super().__init__(detail)
        self.status, self.code = status, code


class Over(Exception):
    """Nothing that this attempt writes counts any more."""


class JobError(Exception):
    """How a handler says that its attempt failed: every viewer reads code and message."""

    def __init__(self, code, message, retryable):
        super().__init__(message)
        self.code, self.retryable = code, retryable


# What may go well when it is tried again.
AWAY = (OSError, http.client.HTTPException, ValueError)


def call(path, body, patience):
    """One request. Raises Refused for an answer that is a no, and one of AWAY when there is none."""
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
    request = urllib.request.Request(f"{URL}/api/worker/{path}", body.encode(), headers)
    try:
        with urllib.request.urlopen(request, timeout=patience) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as failure:
        if failure.code >= 500 or failure.code in (401, 403, 408, 429):
            raise OSError(f"status {failure.code}") from None
        told = json.load(failure)
        raise Refused(failure.code, told["code"], told.get("detail", told["title"])) from None


class Job:
    """One attempt at one job: numbers its writes, keeps its lease, and knows when it is over."""

    def __init__(self, claimed):
        self.id, self.lease, self.attempt = claimed["jobId"], claimed["lease"], claimed["attempt"]
        self.input, self.checkpoint = claimed["input"], claimed.get("checkpoint")
        self.lease_seconds = claimed["leaseMs"] / 1000
        self.over = None  # why
        self._next, self._chunks = 1, 0
        self._renewed = time.monotonic()
        self._turn = threading.Lock()  # one request at a time
        self._ended = threading.Event()
        self._heart = threading.Thread(target=self._beat, daemon=True)
        self._heart.start()

    def chunk(self, text):
        """Streamed text, appended to the job's output."""
        self.event("model:chunk:v1", text=text, index=self._chunks)
        self._chunks += 1

    def progress(self, percent, step):
        self.event("job:progress:v1", percent=percent, step=step)

    def event(self, kind, **data):
        self._write("events", events=[{"type": kind, "data": data}])

    def save_checkpoint(self, data):
        """A later attempt gets this, and the output as it stands now."""
        self._write("checkpoint", data=data)

    def complete(self, result):
        self._write("complete", result=result)

    def fail(self, code, message, retryable):
        self._write("fail", error={"code": code, "message": message, "retryable": retryable})

    def release(self):
        """Hands the job back: another worker goes on, and this start does not count."""
        self._write("release")

    def rest(self, seconds):
        """Ends early when the attempt is over or the worker has to go."""
        WAKE.wait(seconds)
        if self.over:
            raise Over(self.over)

    def close(self):
        self._ended.set()
        self._heart.join()

    def _write(self, step, **fields):
        """Comes back when the service has stored it. Each takes the next number."""
        with self._turn:
            self._ask(step, first=self._next, **fields)
            self._next += 1

    def _ask(self, step, **fields):
        """The same request, number and all, until it is answered: a repeated one doubles nothing."""
        body, pause = json.dumps({"lease": self.lease, **fields}), 0.1
        while not self.over:
            started = time.monotonic()
            try:
                answer = call(f"jobs/{self.id}/{step}", body, max(1, self.lease_seconds / 3))
                self._renewed = started
                return answer
            except Refused as refusal:
                if refusal.status not in (404, 409):
                    raise
                self._stop(refusal.code)
            except AWAY:
                if started - self._renewed > self.lease_seconds:
                    self._stop("lease_lost")
                time.sleep(random.uniform(0, pause))
                pause = min(2 * pause, self.lease_seconds / 5)
        raise Over(self.over)

    def _beat(self):
        """Keeps the lease while the handler writes nothing, and hears of a cancel."""
        every = min(BEAT_SECONDS, self.lease_seconds / 3)
        while not self.over and not self._ended.wait(every):
            with self._turn:
                idle = time.monotonic() - self._renewed
                if idle > every / 2 and not self._ended.is_set():
                    try:
                        self._ask("heartbeat")
                    except Over:
                        return
                    except Refused as refusal:
                        self._stop(refusal.code)

    def _stop(self, why):
        self.over = why
        WAKE.set()


def count_words(job):
    """One attempt. What it returns is the job's result; None when it has handed the job back."""
    text, every = job.input.get("text"), job.input.get("everyMs", 0) / 1000
    if not isinstance(text, str):
        raise JobError("no_text", "The input needs a text.", retryable=False)
    lines = text.split("\n")
    # What an earlier attempt wrote after its last checkpoint is gone from the output: go on from there.
    done = job.checkpoint or {"lines": 0, "words": 0}
    say(f"{job.id}: attempt {job.attempt} begins after line {done['lines']}")
    while done["lines"] < len(lines):
        job.rest(every)
        if DRAINING.is_set():
            job.save_checkpoint(done)
            job.release()
            say(f"{job.id}: handed back after line {done['lines']}")
            return None
        words = len(lines[done["lines"]].split())
        done = {"lines": done["lines"] + 1, "words": done["words"] + words}
        job.chunk(f"{done['lines']}: {words} words\n")
        if done["lines"] % job.input.get("checkpointEvery", 10) == 0:
            job.progress(100 * done["lines"] / len(lines), "Counting")
            job.save_checkpoint(done)
    return done


def attempt(job):
    """Makes one end of the job, whatever the handler does."""
    try:
        result = count_words(job)
        if result is not None:
            job.complete(result)
            say(f"{job.id}: done")
    except Over as over:
        say(f"{job.id}: stopped, {over}")
    except JobError as failure:
        job.fail(failure.code, str(failure), failure.retryable)
    except Refused as refusal:  # a write that is too large, or wrong: no other attempt would fare better
        job.fail(refusal.code, str(refusal), False)
    except Exception:  # what it says may be anything, so viewers are not told
        traceback.print_exc()
        job.fail("handler_error", "The handler failed; see its log.", True)


def claimed():
    """Jobs, as they come. A claim keeps its id until it has brought something: no job gets lost on the way."""
    claim_id, failures = str(uuid.uuid4()), 0
    while not DRAINING.is_set():
        wish = {"types": [TYPE], "max": 1, "waitMs": 1000 * CLAIM_SECONDS, "worker": NAME, "claimId": claim_id}
        started = time.monotonic()
        try:
            jobs, failures = call("claim", json.dumps(wish), CLAIM_SECONDS + 10)["jobs"], 0
        except (Refused, *AWAY) as failure:
            failures += 1
            say(f"No claim: {failure}")
            WAKE.wait(random.uniform(0, min(10, 0.1 * 2 ** min(failures, 10))))
            continue
        # Nothing at once: the claim is spent, or this instance is about to go.
        if jobs or time.monotonic() - started < CLAIM_SECONDS / 2:
            claim_id = str(uuid.uuid4())
        yield from jobs


def say(line):
    print(line, flush=True)


def told_to_go(number, frame):
    signal.signal(number, signal.SIG_DFL)  # a second one ends it at once
    DRAINING.set()
    WAKE.set()


def main():
    signal.signal(signal.SIGTERM, told_to_go)
    signal.signal(signal.SIGINT, told_to_go)
    say(f"{NAME} waits for jobs of the type {TYPE}")
    for claim in claimed():
        job = Job(claim)
        try:
            attempt(job)
        except (Over, Refused) as lost:  # its end did not count any more
            say(f"{job.id}: stopped, {lost}")
        finally:
            job.close()
            if not DRAINING.is_set():
                WAKE.clear()


if __name__ == "__main__":
    main()
