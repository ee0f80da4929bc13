<%@ page session="false" isErrorPage="true" contentType="text/html; charset=UTF-8" %>
<%@ taglib prefix="c" uri="jakarta.tags.core" %>
<%@ taglib prefix="t" tagdir="/WEB-INF/tags" %>
<c:set var="status" value="${requestScope['jakarta.servlet.error.status_code']}"/>
<t:page title="Example Community">
<jsp:attribute name="note">Not involved. If Circle fails, pages that don’t need Circle still work.</jsp:attribute>
<jsp:body>
<section class="card narrow">
<c:choose>
<c:when test="${status == 403}"><h1>This form is not valid</h1>
<p>It came from another site, or you have signed out since. It had no effect.</p></c:when>
<c:when test="${status == 404}"><h1>Page not found</h1></c:when>
<c:otherwise><h1>Something went wrong</h1><p>The server’s log has the details.</p></c:otherwise>
</c:choose>
<p><a href="${pageContext.request.contextPath}/">Go to the home page</a></p>
</section>
</jsp:body>
</t:page>
