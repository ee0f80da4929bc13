package io.github.circleauth.servlet;

import io.github.circleauth.Absence;
import io.github.circleauth.CircleAuthException;
import io.github.circleauth.NotSignedInException;
import io.github.circleauth.member.MemberProcessingException;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.core.Feature;
import jakarta.ws.rs.core.FeatureContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import org.jspecify.annotations.Nullable;

/**
 * The {@link ExceptionMapper}s of the library's exceptions, for JAX-RS resources: they respond with problem details (RFC
 * 9457), as the proxy servlet does. One class of the application's own registers them:
 *
 * <pre>{@code
 * @Provider
 * public class CircleProblems extends CircleExceptionMappers {}
 * }</pre>
 *
 * <p>An {@code Application} that lists its classes names this one in {@code getClasses()} instead.
 *
 * <p>They also map the exceptions of a JAX-RS or MicroProfile REST client with the
 * {@link io.github.circleauth.member.MemberAuthorizationFilter}, which arrive as causes of a {@link ProcessingException}. Any
 * other exception is left to the application's own mappers, or to the container. A mapper of the application's own for one of
 * the library's exceptions takes precedence.
 */
public class CircleExceptionMappers implements Feature {

    /** Behind the application's own mappers. */
    private static final int PRIORITY = Priorities.USER + 1000;

    /** Creates the feature; called by JAX-RS. */
    public CircleExceptionMappers() {}

    @Override
    public boolean configure(FeatureContext context) {
        context.register(new OfCircle(), PRIORITY)
                .register(new OfNotSignedIn(), PRIORITY)
                .register(new OfClients(), PRIORITY);
        return true;
    }

    private static Response response(Problem problem) {
        Response.ResponseBuilder response = Response.status(problem.status())
                .type(Problem.MEDIA_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .entity(problem.body());
        problem.retryAfterSeconds().ifPresent(seconds -> response.header(HttpHeaders.RETRY_AFTER, seconds));
        return response.build();
    }

    private static Problem problem(@Nullable Throwable failure) {
        if (failure instanceof CircleAuthException ofCircle) {
            return Problem.of(ofCircle);
        }
        boolean noSession = failure instanceof NotSignedInException nobody && nobody.absence() == Absence.NO_SESSION;
        return noSession ? Problem.NO_SESSION : Problem.NOT_SIGNED_IN;
    }

    static final class OfCircle implements ExceptionMapper<CircleAuthException> {

        @Override
        public Response toResponse(CircleAuthException failure) {
            return response(problem(failure));
        }
    }

    static final class OfNotSignedIn implements ExceptionMapper<NotSignedInException> {

        @Override
        public Response toResponse(NotSignedInException failure) {
            return response(problem(failure));
        }
    }

    /** Exceptions of the filter of the application's own clients. */
    static final class OfClients implements ExceptionMapper<MemberProcessingException> {

        @Override
        public Response toResponse(MemberProcessingException failure) {
            return response(problem(failure.getCause()));
        }
    }
}
