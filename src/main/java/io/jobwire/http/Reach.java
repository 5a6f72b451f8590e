package io.jobwire.http;

import io.jobwire.stream.StreamHub;
import io.jobwire.worker.WorkerGateway;

/** What requests on one event loop reach without the bus: streams to read, and work to do. */
public record Reach(StreamHub streams, WorkerGateway work) {}
