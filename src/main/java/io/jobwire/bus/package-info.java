/** Every address on the event bus, what travels there, and how a refusal comes back. */
package io.jobwire.bus;
