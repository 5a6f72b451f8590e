/** The tests of the web package and of the dashboard, which are written in its own language. */
package io.jobwire.web;
