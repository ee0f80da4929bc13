<%@ tag description="The state of the member's token; token.js keeps it up to date" pageEncoding="UTF-8" trimDirectiveWhitespaces="true" body-content="empty" %>
<%@ taglib prefix="c" uri="jakarta.tags.core" %>
<section class="card token" id="token" aria-labelledby="token-title" data-state="${token.state()}" data-source="${pageContext.request.contextPath}/api/me" data-expires-at="${token.expiresAt()}" data-renewals="${token.renewals()}">
<h2 id="token-title">Your member token <span class="state" data-field="state">${token.state()}</span></h2>
<p class="left"><strong data-field="left">${token.secondsLeft()}</strong> seconds left</p>
<progress data-field="life" max="${empty applicationScope.sandbox ? 3600 : 60}" value="${token.secondsLeft()}" aria-label="Remaining life"></progress>
<p class="state-text when-FRESH">Valid; no renewal is due.</p>
<p class="state-text when-STALE">Valid and in use. A renewal is due, and runs in the background.</p>
<p class="state-text when-EXPIRED">Expired. The next page that needs a token waits for a new one.</p>
<p class="state-text when-ABSENT">There is no token at the moment.</p>
<p class="state-text when-ENDED">You are signed out. The token has been revoked. <a href="${pageContext.request.contextPath}/login">Sign in again</a></p>
<dl>
<div><dt>Renewed</dt><dd><span data-field="renewals">${token.renewals()}</span>&times; since you signed in</dd></div>
<c:if test="${not empty token.ids()}">
<div><dt>Member</dt><dd>${token.ids().communityMemberId()} of community ${token.ids().communityId()}</dd></div>
</c:if>
</dl>
<ol class="events" data-field="events" aria-label="Renewals seen by this page"></ol>
<noscript><p class="muted small">This is the state when the page was loaded. Reload the page to update it.</p></noscript>
</section>
