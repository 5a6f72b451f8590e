/** Reads what happened, and hears when something does. */
package io.jobwire.stream;
