<%@ tag description="The frame of all pages" pageEncoding="UTF-8" trimDirectiveWhitespaces="true" %>
<%@ attribute name="title" required="true" %>
<%@ attribute name="here" description="the path of this page, if the navigation has it" %>
<%@ attribute name="note" fragment="true" description="what circle-auth did for this page" %>
<%@ taglib prefix="c" uri="jakarta.tags.core" %>
<%@ taglib prefix="t" tagdir="/WEB-INF/tags" %>
<c:set var="root" value="${pageContext.request.contextPath}"/>
<c:set var="user" value="${pageContext.request.userPrincipal.name}"/>
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title><c:out value="${title}"/></title>
<link rel="icon" type="image/svg+xml" href="${root}/assets/icon.svg">
<link rel="stylesheet" href="${root}/assets/site.css">
<c:if test="${not empty user}">
<script type="module" src="${root}/assets/site.js"></script>
</c:if>
</head>
<body data-root="${root}" data-member="${token.ids().communityMemberId()}">
<a class="skip" href="#main">Skip to the content</a>
<c:if test="${not empty applicationScope.sandbox}">
<p class="banner"><strong>Sandbox.</strong> No Circle account is involved: people and posts are invented.
<a href="<c:out value="${applicationScope.sandbox}"/>">Open the sandbox’s console</a></p>
</c:if>
<c:if test="${not empty applicationScope.circle}">
<p class="banner"><strong>Circle.</strong> People and posts are those of your community at <c:out value="${applicationScope.circle}"/>.</p>
</c:if>
<header class="top">
<a class="brand" href="${root}/"><img src="${root}/assets/icon.svg" alt="" width="28" height="28">Example Community</a>
<c:choose>
<c:when test="${empty user and not empty csrf}"></c:when>
<c:when test="${empty user}"><a class="button" href="${root}/login">Sign in</a></c:when>
<c:when test="${empty csrf}"><a class="button" href="${root}/community">Your community</a></c:when>
<c:otherwise>
<form method="post" action="${root}/logout">
<span class="who"><c:out value="${user}"/></span>
<input type="hidden" name="csrf" value="<c:out value="${csrf}"/>">
<button class="button">Sign out</button>
</form>
</c:otherwise>
</c:choose>
<c:if test="${not empty user and not empty csrf and empty notAMember}">
<nav aria-label="Community">
<t:nav path="/community" here="${here}">Home</t:nav>
<t:nav path="/community/events" here="${here}">Events</t:nav>
<t:nav path="/community/members" here="${here}">Members</t:nav>
<t:nav path="/community/chat" here="${here}">Chat</t:nav>
<t:nav path="/community/notifications" here="${here}"><span class="bell"><svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true"><path d="M8 1.5a4.5 4.5 0 0 0-4.5 4.5c0 4-1.5 5-1.5 6h12c0-1-1.5-2-1.5-6A4.5 4.5 0 0 0 8 1.5zM6.3 13.3a1.8 1.8 0 0 0 3.4 0z" fill="currentColor"/></svg><span>Notifications</span></span> <span class="badge" data-badge aria-live="polite" ${news.newNotificationsCount() gt 0 ? '' : 'hidden'}><span data-count>${news.newNotificationsCount()}</span><span class="visually-hidden"> new</span></span></t:nav>
</nav>
</c:if>
</header>
<main id="main" tabindex="-1">
<div class="notice alone" id="signed-out" role="alert" hidden><p>You have been signed out, in another window or after a long pause. <a href="${root}/login">Sign in again</a></p></div>
<p class="notice alone" id="unreachable" role="status" hidden>The community can’t be reached at the moment. This page keeps trying.</p>
<jsp:doBody/>
</main>
<footer>
<p><span class="label">circle-auth</span> <span><jsp:invoke fragment="note"/></span></p>
<c:if test="${not empty token.ids()}"><p id="live">This page shows what was new when it was loaded. Reload it for more.</p></c:if>
<c:if test="${pageContext.request.isUserInRole('operator')}"><p><a href="${root}/circle-diagnostics">Diagnostics</a></p></c:if>
</footer>
</body>
</html>
