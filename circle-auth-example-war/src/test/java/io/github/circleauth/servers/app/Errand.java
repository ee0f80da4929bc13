package io.github.circleauth.servers.app;

import io.github.circleauth.CircleMember;
import io.github.circleauth.member.MemberApi;
import jakarta.faces.context.FacesContext;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;

/** The actions of a user in one view of a Faces site, over several postbacks. */
@Named
@ViewScoped
public class Errand implements Serializable {

    private static final long serialVersionUID = 1L;

    @Inject
    CircleMember member;

    @Inject
    MemberApi circle;

    private int postbacks;
    private String told = "nothing yet";

    /** Asks Circle who the user is. */
    public void ask() {
        postbacks++;
        told = member.communityMemberId() + " is "
                + circle.get("/community_member").asJsonObject().get("id");
    }

    /** Ends the session, and this view with it. */
    public void signOut() {
        FacesContext.getCurrentInstance().getExternalContext().invalidateSession();
    }

    public int getPostbacks() {
        return postbacks;
    }

    public String getTold() {
        return told;
    }
}
