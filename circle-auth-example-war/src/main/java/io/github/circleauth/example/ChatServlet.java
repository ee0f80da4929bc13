package io.github.circleauth.example;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;

/** The member's chat rooms. */
@WebServlet("/community/chat")
public class ChatServlet extends MemberPageServlet {

    private static final long serialVersionUID = 1L;

    public ChatServlet() {
        super(0);
    }

    @Override
    String read(HttpServletRequest request, ParallelReads reads) {
        request.setAttribute("rooms", ChatRoomServlet.rooms(reads).join());
        return "chat";
    }
}
