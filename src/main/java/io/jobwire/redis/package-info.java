/** The only package that speaks Redis: connections, scripts, and one method per step of a job. */
package io.jobwire.redis;
