/**
 * Runs handlers: claims when there is room, renews leases, writes what they tell, stops on cancel.
 */
package io.jobwire.worker;
