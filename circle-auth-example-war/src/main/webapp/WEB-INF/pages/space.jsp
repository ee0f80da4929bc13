<%@ page session="false" contentType="text/html; charset=UTF-8" %>
<%@ taglib prefix="c" uri="jakarta.tags.core" %>
<%@ taglib prefix="t" tagdir="/WEB-INF/tags" %>
<t:page title="${space.name()} · Your community">
<jsp:attribute name="note"><code>MemberApi</code> read the space and its posts. For a space that is not yours, Circle responds with “You cannot perform
this action”. That renews no token, and this site shows “Page not found”.</jsp:attribute>
<jsp:body>
<section class="card feed wide" aria-labelledby="space">
<h1 id="space"><span aria-hidden="true"><c:out value="${space.emoji()}"/></span> <c:out value="${space.name()}"/></h1>
<h2 class="visually-hidden">Posts</h2>
<t:feed path="/community/space/${space.id()}"/>
</section>
</jsp:body>
</t:page>
