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
    private static final int LONGEST = 100;

    public MembersServlet() {
        super(0);
    }

    @Override
    String read(HttpServletRequest request, Reading reading) {
        String typed = Objects.requireNonNullElse(request.getParameter("search"), "");
        String words = typed.substring(0, Math.min(LONGEST, typed.length()))
                .replaceAll("[\\s\\p{Cntrl}]+", " ")
                .strip();
        Map<String, String> query = words.isEmpty()
                ? Map.of("per_page", "60", "sort", "alphabetical")
                : Map.of("per_page", "60", "sort", "alphabetical", "search_text", words);
        request.setAttribute("words", words);
        request.setAttribute(
                "people", reading.of("/community_members", query, People.class).join());
        return "members";
    }
}
