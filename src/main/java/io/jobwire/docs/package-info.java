/**
 * Our own documentation, which is in the jar: what there is, where it is served, and how its
 * headings are addressed. A leaf.
 */
package io.jobwire.docs;
