<%@ tag description="How the member's token stands; token.js keeps it up to date" pageEncoding="UTF-8" trimDirectiveWhitespaces="true" body-content="empty" %>
<%@ taglib prefix="c" uri="jakarta.tags.core" %>
<section class="card token" id="token" aria-labelledby="token-title" data-state="${token.state()}" data-source="${pageContext.request.contextPath}/api/me" data-expires-at="${token.expiresAt()}" data-renewals="${token.renewals()}">
<h2 id="token-title">Your member token <span class="state" data-field="state">${token.state()}</span></h2>
<p class="left"><strong data-field="left">${token.secondsLeft()}</strong> seconds left</p>
<progress data-field="life" max="${empty applicationScope.sandbox ? 3600 : 60}" value="${token.secondsLeft()}" aria-label="Life left"></progress>
<p class="says when-FRESH">Valid; no renewal is due.</p>
<p class="says when-STALE">Valid and in use. A renewal is due, and runs behind your requests.</p>
<p class="says when-EXPIRED">At its end: the next page that needs a token waits for the new one.</p>
<p class="says when-ABSENT">There is none just now.</p>
<p class="says when-ENDED">You are signed out. It has been revoked. <a href="${pageContext.request.contextPath}/login">Sign in again</a></p>
<dl>
<div><dt>Renewed</dt><dd><span data-field="renewals">${token.renewals()}</span>&times; since you signed in</dd></div>
<c:if test="${not empty token.ids()}">
<div><dt>Member</dt><dd>${token.ids().communityMemberId()} of community ${token.ids().communityId()}</dd></div>
</c:if>
</dl>
<ol class="events" data-field="events" aria-label="Renewals seen by this page"></ol>
<noscript><p class="quiet small">This is how it stood when the page was made. Load the page again to see more.</p></noscript>
</section>
