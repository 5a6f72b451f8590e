/**
 * The event-bus bridge: sockets in, commands to the bus, streams out. Decides nothing about jobs.
 */
package io.jobwire.http.bridge;
