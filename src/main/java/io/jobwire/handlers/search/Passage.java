package io.jobwire.handlers.search;

/** What is found as one: a section of a document, or a part of a long one, as plain text. */
record Passage(String title, String url, String text) {}
