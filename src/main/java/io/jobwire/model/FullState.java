package io.jobwire.model;

import java.util.List;

/**
 * Everything a client needs to go on, of one instant; {@code checkpoint} is null where there is
 * none.
 */
public record FullState(JobView view, String output, JsonText checkpoint, List<JsonText> events) {}
