package io.jobwire.model;

/** What a process has counted of one for one limit, as it tells the others. */
public record Counted(String limit, String who, long number) {}
