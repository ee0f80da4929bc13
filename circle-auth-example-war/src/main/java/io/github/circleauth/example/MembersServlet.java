package io.github.circleauth.example;

import io.github.circleauth.example.Community.People;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.Objects;

/** The community's members, or those among them who are looked for. */
@WebServlet("/community/members")
public class MembersServlet extends MemberPage {

    private static final long serialVersionUID = 1L;

    public MembersServlet() {
        super(0);
    }

    @Override
    String read(HttpServletRequest request, Reading reading) {
        String words =
                Objects.requireNonNullElse(request.getParameter("search"), "").strip();
        Map<String, String> query = words.isEmpty()
                ? Map.of("per_page", "60", "sort", "alphabetical")
                : Map.of("per_page", "60", "sort", "alphabetical", "search_text", words);
        request.setAttribute("words", words);
        request.setAttribute(
                "people", reading.of("/community_members", query, People.class).join());
        return "members";
    }
}
