/**
 * Request bodies and query parameters, parsed straight into records and held to {@code
 * openapi.yaml}; ContractTest shows that both give the same verdicts.
 */
package io.jobwire.http.body;
