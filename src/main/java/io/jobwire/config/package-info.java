/**
 * The settings: read once, checked, immutable. {@link io.jobwire.config.Settings} is the table of
 * all of them; file keys, variable names, hints, the help page and conf/jobwire.yaml follow from
 * it.
 */
package io.jobwire.config;
