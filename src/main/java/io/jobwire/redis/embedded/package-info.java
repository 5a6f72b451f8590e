/**
 * A real Redis of our own, for who has none: found or unpacked, started as a child, ended with us
 * however we end. Knows no Vert.x; what leaves the package is an address.
 */
package io.jobwire.redis.embedded;
