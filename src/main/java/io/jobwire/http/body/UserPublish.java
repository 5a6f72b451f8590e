package io.jobwire.http.body;

import io.jobwire.model.JsonText;

/** An event for the user's other devices; the same id again is the same event. */
public record UserPublish(String type, JsonText data, String eventId) {}
