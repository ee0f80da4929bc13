package io.github.circleauth.member;

import jakarta.ws.rs.ProcessingException;

/**
 * A failure of the {@link MemberAuthorizationFilter}, as the exception in which JAX-RS clients would wrap it, so that an
 * exception mapper can tell it from other failures of a client.
 */
public final class MemberProcessingException extends ProcessingException {

    private static final long serialVersionUID = 1L;

    MemberProcessingException(RuntimeException failure) {
        super(failure.getMessage(), failure);
    }
}
