/** The one place that carries out commands: it knows who may what, and neither HTTP nor sockets. */
package io.jobwire.jobs;
