package io.jobwire.model;

import java.util.List;

/**
 * What a worker's write brought: where the stream stands, the number of the next write, and news.
 */
public record Written(long seq, long next, List<Signal> signals) {}
