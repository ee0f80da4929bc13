package io.github.circleauth.servers.app;

import io.github.circleauth.CircleMember;
import io.github.circleauth.NotSignedInException;
import io.github.circleauth.member.MemberApi;
import io.github.circleauth.member.MemberAuthorization;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.config.ConfigProvider;

/** Steps on the content of a session: the library's attributes, captured handles, and a bean. */
public final class SessionContent {

    private static final String HANDLE = "probe.handle";
    private static final String API = "probe.api";
    private static final String AUTHORIZATION = "probe.authorization";

    private SessionContent() {}

    /** Runs a step. Returns false if there is none of this name. */
    static boolean run(String step, HttpServletRequest request, List<String> lines) throws ServletException {
        switch (step) {
            case "clear" -> clear(request.getSession(false));
            case "migrate" -> migrate(request);
            case "basket" ->
                lines.addAll(CDI.current().select(Basket.OfSession.class).get().use());
            case "store" -> store(request.getSession(false));
            case "stored" -> lines.addAll(stored(request.getSession(false)));
            default -> {
                return false;
            }
        }
        return true;
    }

    /** As {@code getSessionMap().clear()} of Faces does. */
    private static void clear(HttpSession session) {
        Collections.list(session.getAttributeNames()).forEach(session::removeAttribute);
    }

    /** Protects against session fixation by a new session with the former one's attributes. */
    private static void migrate(HttpServletRequest request) {
        HttpSession former = request.getSession(false);
        Map<String, Object> attributes = new TreeMap<>();
        for (String name : Collections.list(former.getAttributeNames())) {
            attributes.put(name, former.getAttribute(name));
        }
        former.invalidate();
        attributes.forEach(request.getSession(true)::setAttribute);
    }

    private static void store(HttpSession session) {
        CircleMember captured = CDI.current().select(CircleMember.class).get().capture();
        session.setAttribute(HANDLE, captured);
        session.setAttribute(API, CDI.current().select(MemberApi.class).get().as(captured));
        session.setAttribute(
                AUTHORIZATION,
                CDI.current().select(MemberAuthorization.class).get().as(captured));
    }

    private static List<String> stored(HttpSession session) throws ServletException {
        CircleMember handle = (CircleMember) session.getAttribute(HANDLE);
        List<String> lines = new ArrayList<>();
        lines.add("state " + handle.state() + ", absent: "
                + handle.whyAbsent().map(Enum::name).orElse("no"));
        lines.add("api " + id((MemberApi) session.getAttribute(API)));
        lines.add("authorization " + status((MemberAuthorization) session.getAttribute(AUTHORIZATION)));
        return lines;
    }

    static String id(MemberApi api) {
        try {
            return api.get("/community_member").asJsonObject().get("id").toString();
        } catch (NotSignedInException ended) {
            return ended.absence().name();
        }
    }

    static String status(MemberAuthorization authorization) throws ServletException {
        String circle = ConfigProvider.getConfig().getValue("circle.auth.base-url", String.class);
        HttpRequest request = HttpRequest.newBuilder(URI.create(circle + "/api/headless/v1/community_member"))
                .build();
        try {
            return Integer.toString(authorization
                    .send(HttpClient.newHttpClient(), request, BodyHandlers.discarding())
                    .statusCode());
        } catch (NotSignedInException ended) {
            return ended.absence().name();
        } catch (IOException | InterruptedException failure) {
            throw new ServletException(failure);
        }
    }
}
