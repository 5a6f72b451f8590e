/**
 * The pages that the service brings along: its documentation, made from {@code openapi.yaml} and
 * the event catalogue, and a small front page. No other host, no inline script or style: a strict
 * Content-Security-Policy holds.
 */
package io.jobwire.http.pages;
