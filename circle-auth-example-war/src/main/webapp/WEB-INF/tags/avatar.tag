<%@ tag description="An avatar: initials in a coloured circle" pageEncoding="UTF-8" trimDirectiveWhitespaces="true" body-content="empty" %>
<%@ attribute name="of" required="true" type="java.lang.Object" %>
<%@ attribute name="size" %>
<%@ taglib prefix="c" uri="jakarta.tags.core" %>
<span class="avatar ${size} colour-${of.colour()}" aria-hidden="true"><c:out value="${of.initials()}"/></span>
