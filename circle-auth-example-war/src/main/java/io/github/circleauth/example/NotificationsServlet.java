package io.github.circleauth.example;

import io.github.circleauth.example.Community.Notices;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the member is told of. */
@WebServlet("/community/notifications")
public class NotificationsServlet extends MemberPage {

    private static final long serialVersionUID = 1L;

    public NotificationsServlet() {
        super(0);
    }

    @Override
    String read(HttpServletRequest request, Reading reading) {
        request.setAttribute(
                "notices",
                reading.of("/notifications", Map.of("per_page", "20"), Notices.class)
                        .join());
        return "notifications";
    }

    /** Marks one as read, or all; whoever has read all has seen all. */
    @Override
    String act(HttpServletRequest request) {
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
