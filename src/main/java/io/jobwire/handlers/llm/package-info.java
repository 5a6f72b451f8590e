/**
 * Asks a language model over the streaming chat protocol that most servers of such models speak.
 */
package io.jobwire.handlers.llm;
