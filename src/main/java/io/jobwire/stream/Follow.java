package io.jobwire.stream;

/**
 * What a viewer wants: which stream, as whom (empty: anybody's job is there for him), and from
 * where. {@code after} is a position as it was given, null where he starts anew.
 */
public record Follow(StreamName stream, String owner, String after, boolean snapshot) {}
