/** What one address or one user may take. Decides here at once; what others count is heard of. */
package io.jobwire.http.limit;
