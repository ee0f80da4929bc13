package io.github.circleauth.benchmarks.site;

import jakarta.inject.Inject;
import jakarta.security.enterprise.identitystore.openid.OpenIdContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** The same page, which uses the token of the sign-in. */
public class OpenIdPage extends Page {

    /** The header with the token's last letters, which differ from one token to the next. */
    public static final String TOKEN = "x-token";

    private static final long serialVersionUID = 1L;
    private static final int SHOWN = 12;

    @Inject
    @SuppressWarnings({"NullAway.Init", "serial"}) // The container injects it, and serializes no servlet.
    private OpenIdContext context;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String token = context.getAccessToken().getToken();
        response.setHeader(TOKEN, token.substring(token.length() - SHOWN));
        super.doGet(request, response);
    }
}
