<%@ page session="false" contentType="text/html; charset=UTF-8" %>
<%@ taglib prefix="c" uri="jakarta.tags.core" %>
<%@ taglib prefix="t" tagdir="/WEB-INF/tags" %>
<c:set var="root" value="${pageContext.request.contextPath}"/>
<c:set var="self" value="${root}/community/post/${post.space().id()}/${post.id()}"/>
<t:page title="${post.displayTitle()}">
<jsp:attribute name="note">The button’s script sends <code>POST /circle/posts/…/user_likes</code>. Without scripts, the server handles its form with
<code>MemberApi.post(…)</code>.</jsp:attribute>
<jsp:body>
<c:if test="${failed}"><p class="notice alone" role="alert">That didn’t work: Circle did not respond. Please try again.</p></c:if>
<article class="card post">
<p class="byline"><a href="${root}/community/space/${post.space().id()}"><c:out value="${post.space().name()}"/></a></p>
<h1><c:out value="${post.displayTitle()}"/></h1>
<div class="by"><t:avatar of="${post.author()}"/>
<p class="byline"><strong><c:out value="${post.author().name()}"/></strong><br><time datetime="${post.createdAt()}">${post.age()}</time></p></div>
<p class="body"><c:out value="${post.bodyPlainText()}"/></p>
<form class="like" method="post" action="${self}">
<input type="hidden" name="csrf" value="<c:out value="${csrf}"/>">
<button class="button" name="action" value="${post.isLiked() ? 'unlike' : 'like'}" aria-pressed="${post.isLiked() ? 'true' : 'false'}" data-like="${root}/circle/posts/${post.id()}/user_likes"><span class="heart" aria-hidden="true">♥</span> Like</button>
<span class="muted" aria-live="polite"><span data-likes="${post.userLikesCount()}">${post.likes()}</span> · <span data-comments>${post.comments()}</span></span>
<c:if test="${empty applicationScope.sandbox and not empty post.link()}"><a href="<c:out value="${post.link()}"/>">On Circle</a></c:if>
</form>
</article>
<section class="card comments" id="comments" aria-labelledby="comments-title">
<h2 id="comments-title">Comments</h2>
<div id="comment-list" aria-live="polite" data-live="${root}/circle/posts/${post.id()}/comments?sort=oldest&amp;per_page=60">
<c:forEach var="comment" items="${comments.records()}"><t:comment of="${comment}"/></c:forEach>
<p class="muted none">There are no comments yet.</p>
</div>
<template id="comment"><t:comment of="${null}"/></template>
<form method="post" action="${self}">
<input type="hidden" name="csrf" value="<c:out value="${csrf}"/>">
<label for="text">Your comment</label>
<textarea id="text" name="text" rows="3" required><c:if test="${failed}"><c:out value="${param.text}"/></c:if></textarea>
<button class="button primary" name="action" value="comment">Comment</button>
</form>
</section>
</jsp:body>
</t:page>
