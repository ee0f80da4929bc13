package io.github.circleauth.example;

import io.github.circleauth.example.Community.Events;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;

/** The community's events. */
@WebServlet("/community/events")
public class EventsServlet extends MemberPageServlet {

    private static final long serialVersionUID = 1L;

    public EventsServlet() {
        super(0);
    }

    @Override
    String read(HttpServletRequest request, ParallelReads reads) {
        request.setAttribute(
                "events",
                reads.get("/community_events", Map.of("per_page", "30"), Events.class)
                        .join());
        return "events";
    }
}
