<%@ page session="false" contentType="text/html; charset=UTF-8" %>
<%@ taglib prefix="c" uri="jakarta.tags.core" %>
<%@ taglib prefix="t" tagdir="/WEB-INF/tags" %>
<t:page title="Your community">
<jsp:attribute name="did">The filter let this page go on without Circle. It asks again by itself, less and less often, until Circle is back.</jsp:attribute>
<jsp:body>
<section class="card middle" data-away>
<h1>The community is out of reach</h1>
<p class="notice" role="status"><c:choose>
<c:when test="${token.why() == 'REFUSED'}">Circle refuses this site, which is for its operator to mend.</c:when>
<c:otherwise>Circle gave no answer.</c:otherwise>
</c:choose></p>
<p>You are still signed in here. This page comes back by itself when Circle does; or
<a href="${pageContext.request.contextPath}/community">try again</a> in a moment.</p>
<c:if test="${notDone}">
<p>What you just did was not done.<c:if test="${not empty param.words}"> These are your words, so that you can keep them:</c:if></p>
<c:if test="${not empty param.words}"><blockquote><c:out value="${param.words}"/></blockquote></c:if>
</c:if>
</section>
</jsp:body>
</t:page>
