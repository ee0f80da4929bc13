<%@ page session="false" contentType="text/html; charset=UTF-8" %>
<%@ taglib prefix="c" uri="jakarta.tags.core" %>
<%@ taglib prefix="t" tagdir="/WEB-INF/tags" %>
<t:page title="Your community">
<jsp:attribute name="note">The filter let this request pass without a token. The page’s script tries again at increasing intervals until Circle responds.</jsp:attribute>
<jsp:body>
<section class="card middle" data-unavailable>
<h1>The community is unavailable</h1>
<p class="notice" role="status"><c:choose>
<c:when test="${token.absence() == 'REFUSED'}">Circle rejects this site’s requests. Its operator must correct that.</c:when>
<c:otherwise>Circle does not respond.</c:otherwise>
</c:choose></p>
<p>You are still signed in here. This page reloads when Circle responds again; or
<a href="${pageContext.request.contextPath}/community">try again</a> in a moment.</p>
<c:if test="${failed}">
<p>Your last action had no effect.<c:if test="${not empty param.text}"> This is your text, so that you can copy it:</c:if></p>
<c:if test="${not empty param.text}"><blockquote><c:out value="${param.text}"/></blockquote></c:if>
</c:if>
</section>
</jsp:body>
</t:page>
