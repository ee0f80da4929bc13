package io.github.circleauth.sandbox;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints of an OpenAPI document, which respond with the document's examples.
 *
 * @param endpoints the endpoints, those with literal paths before those with parameters
 */
record DocumentedApi(List<Endpoint> endpoints) {

    /** The header of a response that is an example. */
    static final String MARK = "x-sandbox-example";

    static final DocumentedApi NONE = new DocumentedApi(List.of());

    /**
     * An endpoint and its successful response.
     *
     * @param method the HTTP method, in capitals
     * @param status the status
     * @param contentType the media type of the body, or null if there is none
     * @param body the example, empty if there is none
     */
    @SuppressWarnings("ArrayRecordComponent") // Endpoints are never compared.
    record Endpoint(
            String method,
            PathTemplate path,
            int status,
            @Nullable String contentType,
            byte[] body) {

        SandboxResponse response() {
            return SandboxResponse.of(
                            status, contentType == null ? Map.of() : Map.of("content-type", contentType), body)
                    .withHeader(MARK, method + " " + path.text());
        }
    }

    DocumentedApi {
        endpoints = endpoints.stream()
                .sorted(Comparator.comparing(Endpoint::path, PathTemplate.MOST_LITERAL_FIRST))
                .toList();
    }

    DocumentedApi with(List<Endpoint> more) {
        return new DocumentedApi(
                Stream.concat(endpoints.stream(), more.stream()).toList());
    }

    /**
     * Returns the endpoint of a request, unless the sandbox has an operation of its own for it.
     *
     * @param operation the operation of the request, or null. An endpoint with a more literal path is preferred to it
     */
    Optional<Endpoint> endpoint(SandboxRequest request, @Nullable Operation operation) {
        return endpoints.stream()
                .filter(each -> request.isMethod(each.method) && each.path.matches(request.path()))
                .findFirst()
                .filter(found -> operation == null
                        || PathTemplate.MOST_LITERAL_FIRST.compare(found.path, operation.template()) < 0);
    }
}
