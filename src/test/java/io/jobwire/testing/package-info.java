/** What tests stand on: real servers, started once or for one test alone. */
package io.jobwire.testing;
