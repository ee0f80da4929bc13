package io.github.circleauth.example;

import io.github.circleauth.example.Community.Notifications;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The member's notifications. */
@WebServlet("/community/notifications")
public class NotificationsServlet extends MemberPageServlet {

    private static final long serialVersionUID = 1L;

    public NotificationsServlet() {
        super(0);
    }

    @Override
    String read(HttpServletRequest request, ParallelReads reads) {
        request.setAttribute(
                "notifications",
                reads.get("/notifications", Map.of("per_page", "20"), Notifications.class)
                        .join());
        return "notifications";
    }

    /** Marks one notification as read, or all; the latter also resets the number of new ones. */
    @Override
    String submit(HttpServletRequest request) {
        @Nullable String read = request.getParameter("read");
        if ("all".equals(read)) {
            circle.post("/notifications/mark_all_as_read", null);
            circle.post("/notifications/reset_new_notifications_count", null);
        } else if (read != null && read.matches("[0-9]{1,18}")) {
            circle.post("/notifications/" + read + "/mark_as_read", null);
        }
        return "/community/notifications";
    }
}
