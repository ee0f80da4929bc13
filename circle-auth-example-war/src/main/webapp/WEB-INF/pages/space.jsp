<%@ page session="false" contentType="text/html; charset=UTF-8" %>
<%@ taglib prefix="c" uri="jakarta.tags.core" %>
<%@ taglib prefix="t" tagdir="/WEB-INF/tags" %>
<t:page title="${space.name()} · Your community">
<jsp:attribute name="did"><code>MemberApi</code> read the space and its posts. A space that isn’t yours is answered by Circle with “You cannot perform
this action”, which renews no token, and is shown as a page that isn’t there.</jsp:attribute>
<jsp:body>
<section class="card feed wide" aria-labelledby="space">
<h1 id="space"><span aria-hidden="true"><c:out value="${space.emoji()}"/></span> <c:out value="${space.name()}"/></h1>
<h2 class="unseen">Posts</h2>
<t:feed path="/community/space/${space.id()}"/>
</section>
</jsp:body>
</t:page>
