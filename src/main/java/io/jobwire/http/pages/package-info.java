/**
 * The pages that the service brings along: the API's, made from {@code openapi.yaml} and the event
 * catalogue, our documents, made from Markdown, and a small front page. No other host, no inline
 * script or style: a strict Content-Security-Policy holds.
 */
package io.jobwire.http.pages;
