package io.jobwire.handlers.search;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** What is searched: a server when there is one, else a folder, else our own documentation. */
public record SearchPlan(Optional<Path> folder, Optional<URI> server) {}
