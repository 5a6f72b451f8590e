/** What an operator looks at: numbers, health, the management port. */
package io.jobwire.ops;
