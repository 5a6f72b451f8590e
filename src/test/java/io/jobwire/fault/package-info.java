/** The finished jar as real processes, killed, stopped, drained and cut off from its Redis. */
package io.jobwire.fault;
