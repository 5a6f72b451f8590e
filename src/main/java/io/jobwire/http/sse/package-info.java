/** Streams as server-sent events: one job, the user's own, or many jobs on one connection. */
package io.jobwire.http.sse;
