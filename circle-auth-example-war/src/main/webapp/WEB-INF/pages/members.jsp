<%@ page session="false" contentType="text/html; charset=UTF-8" %>
<%@ taglib prefix="c" uri="jakarta.tags.core" %>
<%@ taglib prefix="t" tagdir="/WEB-INF/tags" %>
<t:page title="Members · Your community" here="/community/members">
<jsp:attribute name="did">What you look for is a parameter of <code>MemberApi.get("/community_members", …)</code>, encoded there.</jsp:attribute>
<jsp:body>
<section class="card wide" aria-labelledby="members">
<h1 id="members">Members</h1>
<form class="search" role="search" method="get" action="${pageContext.request.contextPath}/community/members">
<label for="search">A name, or what they do</label>
<div><input id="search" name="search" type="search" value="<c:out value="${words}"/>"><button class="button">Search</button></div>
</form>
<p class="quiet" role="status">${people.count() == 1 ? 'One member' : ''.concat(empty people.count() ? 0 : people.count()).concat(' members')}<c:if test="${not empty words}"> found for “<c:out value="${words}"/>”</c:if></p>
<ul class="faces">
<c:forEach var="person" items="${people.records()}">
<li><t:avatar of="${person.author()}"/><div><p><strong><c:out value="${person.name()}"/></strong></p><p class="byline"><c:out value="${person.headline()}"/></p></div></li>
</c:forEach>
</ul>
</section>
</jsp:body>
</t:page>
