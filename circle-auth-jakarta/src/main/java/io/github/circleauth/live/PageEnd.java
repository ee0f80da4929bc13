package io.github.circleauth.live;

import io.github.circleauth.live.PageTexts.Disconnect;
import io.github.circleauth.live.PageTransport.Close;

/** Why the library ends a page's socket: what the page is told, and the code of the close. */
enum PageEnd {
    UNAUTHORIZED(Disconnect.UNAUTHORIZED, Close.POLICY_VIOLATION),
    CIRCLE_UNREACHABLE(Disconnect.SERVER_RESTART, Close.SERVICE_RESTART),
    UNDEPLOYED(Disconnect.SERVER_RESTART, Close.SERVICE_RESTART),
    TOO_MANY_PAGES(Disconnect.REMOTE, Close.TRY_AGAIN_LATER),
    TOO_MANY_TEXTS(Disconnect.INVALID_REQUEST, Close.POLICY_VIOLATION),
    UNSAFE_SERVER(Disconnect.INVALID_REQUEST, Close.POLICY_VIOLATION);

    private final Disconnect disconnect;
    private final Close close;

    PageEnd(Disconnect disconnect, Close close) {
        this.disconnect = disconnect;
        this.close = close;
    }

    void tell(PageSender sender) {
        sender.end(disconnect.text(), close);
    }
}
