<%@ tag description="One comment; post.js fills in the elements with data-part" pageEncoding="UTF-8" trimDirectiveWhitespaces="true" body-content="empty" %>
<%@ attribute name="of" required="true" type="java.lang.Object" %>
<%@ taglib prefix="c" uri="jakarta.tags.core" %>
<article data-id="${of.id()}">
<span class="avatar colour-${empty of ? 0 : of.author().colour()}" aria-hidden="true" data-part="avatar"><c:out value="${of.author().initials()}"/></span>
<div>
<p class="byline"><strong data-part="author"><c:out value="${of.author().name()}"/></strong>
<time datetime="${of.createdAt()}" data-part="age">${of.age()}</time></p>
<p class="body" data-part="text"><c:out value="${of.bodyText()}"/></p>
</div>
</article>
