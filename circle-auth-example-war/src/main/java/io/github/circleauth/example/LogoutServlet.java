package io.github.circleauth.example;

import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;

/** Sign-out. Ends the session; circle-auth then revokes both Circle tokens. */
@WebServlet("/logout")
public class LogoutServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        if (!Csrf.isFromSession(request)) {
            response.sendError(HttpServletResponse.SC_FORBIDDEN);
            return;
        }
        signOut(request);
        Pages.redirect("/", request, response);
    }

    /** Ends the session, if there is one, and signs the user out. In this order, since some servers end the session with the sign-out. */
    static void signOut(HttpServletRequest request) throws ServletException {
        HttpSession session = request.getSession(false);
        if (session != null) {
            session.invalidate();
        }
        request.logout();
    }
}
