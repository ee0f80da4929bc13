package io.github.circleauth.operations;

import io.github.circleauth.http.RequestObserver;
import java.util.Map;

/** Where the spans of requests to Circle go. Thread-safe. */
interface RequestSpans {

    /** Starts the span of a request, on the thread that sends it. */
    Started start(RequestObserver.Request request);

    /** The span of one request. */
    interface Started {

        /** Returns the headers that carry the trace context, if requests are to carry it. */
        Map<String, String> headers();

        void end(Meters.End end);
    }
}
