/**
 * Who is calling: from a bearer token to a caller, or a refusal. The signature is checked by
 * vertx-auth-jwt; every guard around it stands here.
 */
package io.jobwire.http.auth;
