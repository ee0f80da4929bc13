package io.github.circleauth.example;

import io.github.circleauth.example.Community.Events;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;

/** What the community's members meet for. */
@WebServlet("/community/events")
public class EventsServlet extends MemberPage {

    private static final long serialVersionUID = 1L;

    public EventsServlet() {
        super(0);
    }

    @Override
    String read(HttpServletRequest request, Reading reading) {
        request.setAttribute(
                "events",
                reading.of("/community_events", Map.of("per_page", "30"), Events.class)
                        .join());
        return "events";
    }
}
