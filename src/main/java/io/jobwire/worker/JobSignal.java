package io.jobwire.worker;

/**
 * Input that somebody sent to the running job; the payload is any JSON value, null where none came.
 */
public record JobSignal(String id, String name, Object payload, String by) {}
