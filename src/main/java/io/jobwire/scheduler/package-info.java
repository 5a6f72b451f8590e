/** Does what nobody came for: orphans, delays, retries, time-outs, purge. */
package io.jobwire.scheduler;
