<%@ page session="false" isErrorPage="true" contentType="text/html; charset=UTF-8" %>
<%@ taglib prefix="c" uri="jakarta.tags.core" %>
<%@ taglib prefix="t" tagdir="/WEB-INF/tags" %>
<c:set var="status" value="${requestScope['jakarta.servlet.error.status_code']}"/>
<t:page title="Example Community">
<jsp:attribute name="did">It had no part in this. A failure of Circle’s breaks no page that does without Circle.</jsp:attribute>
<jsp:body>
<section class="card narrow">
<c:choose>
<c:when test="${status == 403}"><h1>That form was not from here</h1>
<p>Or it was, but you have been signed out since. Nothing was done.</p></c:when>
<c:when test="${status == 404}"><h1>There is no such page</h1></c:when>
<c:otherwise><h1>Something went wrong</h1><p>The server’s log knows more.</p></c:otherwise>
</c:choose>
<p><a href="${pageContext.request.contextPath}/">To the first page</a></p>
</section>
</jsp:body>
</t:page>
