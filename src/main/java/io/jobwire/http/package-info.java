/** The door: requests become commands, answers and refusals become responses. Holds no state. */
package io.jobwire.http;
