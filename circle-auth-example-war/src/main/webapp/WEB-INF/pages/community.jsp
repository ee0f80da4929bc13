<%@ page session="false" contentType="text/html; charset=UTF-8" %>
<%@ taglib prefix="c" uri="jakarta.tags.core" %>
<%@ taglib prefix="t" tagdir="/WEB-INF/tags" %>
<t:page title="Your community" here="/community">
<jsp:attribute name="note">This page calls <code>MemberApi.get(…)</code> four times in parallel, with your token. New posts and “More posts” come
through the proxy at <code>/circle</code>; the token stays on the server.</jsp:attribute>
<jsp:body>
<div class="columns">
<section class="profile">
<t:avatar of="${profile.author()}" size="large"/>
<div>
<h1><c:out value="${profile.name()}"/></h1>
<p class="muted"><c:out value="${profile.headline()}"/></p>
<ul class="counts">
<li><strong>${profile.postsCount()}</strong> posts</li>
<li><strong>${profile.commentsCount()}</strong> comments</li>
</ul>
</div>
</section>
<section class="card feed" aria-labelledby="feed">
<h2 id="feed">Home feed</h2>
<t:feed path="/community" more="/circle/home"/>
</section>
<t:token/>
<section class="card spaces" aria-labelledby="spaces">
<h2 id="spaces">Spaces</h2>
<ul>
<c:forEach var="space" items="${spaces}">
<li><span aria-hidden="true"><c:out value="${space.emoji()}"/></span>
<c:choose>
<c:when test="${space.isMember()}"><a href="${pageContext.request.contextPath}/community/space/${space.id()}"><c:out value="${space.name()}"/></a> <span class="tag">joined</span></c:when>
<c:otherwise><span class="muted"><c:out value="${space.name()}"/></span></c:otherwise>
</c:choose></li>
</c:forEach>
</ul>
</section>
</div>
</jsp:body>
</t:page>
