<%@ page session="false" contentType="text/html; charset=UTF-8" %>
<%@ taglib prefix="c" uri="jakarta.tags.core" %>
<%@ taglib prefix="t" tagdir="/WEB-INF/tags" %>
<t:page title="${space.name()} · Your community">
<jsp:attribute name="note"><code>MemberApi</code> read the space and its posts. For a space that is not yours, Circle responds with “You cannot perform
this action”. That renews no token, and this site shows “Page not found”.</jsp:attribute>
<jsp:body>
<c:if test="${failed}"><p class="notice alone" role="alert">That didn’t work: Circle did not respond. Please try again.</p></c:if>
<section class="card feed wide" aria-labelledby="space">
<h1 id="space"><span aria-hidden="true"><c:out value="${space.emoji()}"/></span> <c:out value="${space.name()}"/></h1>
<h2 class="visually-hidden">Posts</h2>
<t:feed path="/community/space/${space.id()}" more="/circle/spaces/${space.id()}/posts"/>
</section>
<section class="card comments" aria-labelledby="write">
<h2 id="write">Write a post</h2>
<form method="post" action="${pageContext.request.contextPath}/community/space/${space.id()}">
<input type="hidden" name="csrf" value="<c:out value="${csrf}"/>">
<label for="title">Title</label>
<input id="title" name="title" required value="<c:if test="${failed}"><c:out value="${param.title}"/></c:if>">
<label for="text">Text</label>
<textarea id="text" name="text" rows="3" required><c:if test="${failed}"><c:out value="${param.text}"/></c:if></textarea>
<button class="button primary">Post</button>
</form>
</section>
</jsp:body>
</t:page>
