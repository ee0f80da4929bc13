<%@ page session="false" contentType="text/html; charset=UTF-8" %>
<%@ taglib prefix="c" uri="jakarta.tags.core" %>
<%@ taglib prefix="t" tagdir="/WEB-INF/tags" %>
<t:page title="Members · Your community" here="/community/members">
<jsp:attribute name="note">The search text is a parameter of <code>MemberApi.get("/community_members", …)</code>, which encodes it.</jsp:attribute>
<jsp:body>
<section class="card wide" aria-labelledby="members">
<h1 id="members">Members</h1>
<form class="search" role="search" method="get" action="${pageContext.request.contextPath}/community/members">
<label for="search">Name or occupation</label>
<div><input id="search" name="search" type="search" value="<c:out value="${search}"/>"><button class="button">Search</button></div>
</form>
<p class="muted" role="status">${members.count() == 1 ? 'One member' : ''.concat(empty members.count() ? 0 : members.count()).concat(' members')}<c:if test="${not empty search}"> found for “<c:out value="${search}"/>”</c:if></p>
<ul class="member-list">
<c:forEach var="person" items="${members.records()}">
<li><t:avatar of="${person.author()}"/><div><p><strong><c:out value="${person.name()}"/></strong></p><p class="byline"><c:out value="${person.headline()}"/></p></div></li>
</c:forEach>
</ul>
</section>
</jsp:body>
</t:page>
