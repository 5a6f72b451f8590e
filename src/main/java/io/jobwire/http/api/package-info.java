/** The REST calls, each one line of a table and a few lines of translation. */
package io.jobwire.http.api;
