/** What one address or one user may take of this process. Counts here, asks nobody. */
package io.jobwire.http.limit;
