/** Finds passages of text: in a folder of documents, or by asking a search server. */
package io.jobwire.handlers.search;
