/** The handlers that come with the service. */
package io.jobwire.handlers;
