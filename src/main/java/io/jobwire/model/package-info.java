/** What a job is: records and enums that know no Vert.x and no Redis. */
package io.jobwire.model;
