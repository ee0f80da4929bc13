package io.github.circleauth.servers.app;

import io.github.circleauth.CircleAuthClient;
import io.github.circleauth.CircleMember;
import io.github.circleauth.member.MemberApi;
import io.github.circleauth.member.MemberAuthorization;
import jakarta.enterprise.context.SessionScoped;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.ServletException;
import java.io.Serializable;
import java.util.List;

/** A bean with all that the library offers for injection, which a server may write to disk or to another server. */
public abstract class Basket implements Serializable {

    private static final long serialVersionUID = 1L;

    @Inject
    CircleMember member;

    @Inject
    MemberApi api;

    @Inject
    MemberAuthorization authorization;

    @Inject
    CircleAuthClient client;

    private int uses;

    /** One for each session. */
    @SessionScoped
    public static class OfSession extends Basket {
        private static final long serialVersionUID = 1L;
    }

    /** One for each view of Faces. */
    @Named("basket")
    @ViewScoped
    public static class OfView extends Basket {
        private static final long serialVersionUID = 1L;
    }

    /** Uses each of the four. */
    public List<String> use() throws ServletException {
        uses++;
        return List.of(
                "use " + uses,
                "member " + member.communityMemberId(),
                "api " + SessionContent.id(api),
                "authorization " + SessionContent.status(authorization),
                "client " + !client.toString().isEmpty());
    }
}
