/** Answers a question out of what it finds, in steps that each are kept. */
package io.jobwire.handlers.agent;
