package io.jobwire.redis.embedded;

import java.nio.file.Path;

/** A redis-server (or valkey-server) that can be run here. */
record ServerProgram(Path file, ServerVersion version) {}
