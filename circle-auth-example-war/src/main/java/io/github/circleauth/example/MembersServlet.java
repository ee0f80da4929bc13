package io.github.circleauth.example;

import io.github.circleauth.example.Community.Members;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.Objects;

/** The community's members, or those that match a search. */
@WebServlet("/community/members")
public class MembersServlet extends MemberPageServlet {

    private static final long serialVersionUID = 1L;
    private static final int MAX_SEARCH_LENGTH = 100;

    public MembersServlet() {
        super(0);
    }

    @Override
    String read(HttpServletRequest request, ParallelReads reads) {
        String typed = Objects.requireNonNullElse(request.getParameter("search"), "");
        String search = typed.substring(0, Math.min(MAX_SEARCH_LENGTH, typed.length()))
                .replaceAll("[\\s\\p{Cntrl}]+", " ")
                .strip();
        Map<String, String> query = search.isEmpty()
                ? Map.of("per_page", "60", "sort", "alphabetical")
                : Map.of("per_page", "60", "sort", "alphabetical", "search_text", search);
        request.setAttribute("search", search);
        request.setAttribute(
                "members", reads.get("/community_members", query, Members.class).join());
        return "members";
    }
}
