<%@ tag description="One link of the navigation" pageEncoding="UTF-8" trimDirectiveWhitespaces="true" %>
<%@ attribute name="path" required="true" %>
<%@ attribute name="here" %>
<a href="${pageContext.request.contextPath}${path}" ${path == here ? 'aria-current="page"' : ''}><jsp:doBody/></a>
