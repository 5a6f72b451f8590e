/** A guided minute: jobs of each kind, started and followed over HTTP, with words to them. */
package io.jobwire.demo;
