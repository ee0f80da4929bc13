<%@ page session="false" contentType="text/html; charset=UTF-8" %>
<%@ taglib prefix="c" uri="jakarta.tags.core" %>
<%@ taglib prefix="t" tagdir="/WEB-INF/tags" %>
<c:set var="profile" value="${community.profile()}"/>
<t:page title="Your community">
<jsp:attribute name="did"><c:choose>
<c:when test="${empty community}">The filter let this page go on without Circle. It asks again by itself, less and less often, until Circle is back.</c:when>
<c:otherwise><code>CircleMember.accessToken()</code> gave this page your token, without waiting; the filter renews it behind your requests.</c:otherwise>
</c:choose></jsp:attribute>
<jsp:body>
<div class="columns">
<section class="profile">
<c:choose>
<c:when test="${empty community}">
<h1>Welcome back</h1>
<p class="notice" role="status">The community can’t be shown just now: <c:choose>
<c:when test="${token.why() == 'REFUSED'}">Circle refuses this site, which is for its operator to mend.</c:when>
<c:otherwise>Circle gave no answer.</c:otherwise>
</c:choose> You are still signed in here; please
<a href="${pageContext.request.contextPath}/community">try again</a> in a moment.</p>
</c:when>
<c:otherwise>
<t:avatar of="${profile.author()}" size="large"/>
<div>
<h1><c:out value="${profile.name()}"/></h1>
<p class="quiet"><c:out value="${profile.headline()}"/></p>
<ul class="counts">
<li><strong>${community.news().newNotificationsCount()}</strong> new notifications</li>
<li><strong>${profile.postsCount()}</strong> posts</li>
<li><strong>${profile.commentsCount()}</strong> comments</li>
</ul>
</div>
</c:otherwise>
</c:choose>
</section>
<t:token/>
<c:if test="${not empty community}">
<section class="card feed" aria-labelledby="feed">
<h2 id="feed">Home feed</h2>
<c:forEach var="post" items="${community.feed().records()}">
<article>
<c:if test="${not empty post.author()}"><t:avatar of="${post.author()}"/></c:if>
<div>
<p class="byline"><strong><c:out value="${post.author().name()}"/></strong> in <c:out value="${post.space().name()}"/>&#32;
<c:if test="${not empty post.createdAt()}"><time datetime="${post.createdAt()}">${post.age()}</time></c:if></p>
<h3><c:choose>
<c:when test="${empty applicationScope.sandbox and not empty post.link()}"><a href="<c:out value="${post.link()}"/>"><c:out value="${post.displayTitle()}"/></a></c:when>
<c:otherwise><c:out value="${post.displayTitle()}"/></c:otherwise>
</c:choose></h3>
<p class="text"><c:out value="${post.bodyPlainText()}"/></p>
<p class="quiet small">${post.likes()} · ${post.comments()}</p>
</div>
</article>
</c:forEach>
<c:if test="${empty community.feed().records()}"><p class="quiet">Nothing has been posted yet.</p></c:if>
</section>
<section class="card spaces" aria-labelledby="spaces">
<h2 id="spaces">Spaces</h2>
<ul>
<c:forEach var="space" items="${community.spaces()}">
<li><span aria-hidden="true"><c:out value="${space.emoji()}"/></span> <c:out value="${space.name()}"/>
<c:if test="${space.isMember()}"><span class="tag">joined</span></c:if></li>
</c:forEach>
</ul>
</section>
</c:if>
</div>
</jsp:body>
</t:page>
