<%@ tag description="One post of a feed; feed.js fills in the elements with data-part" pageEncoding="UTF-8" trimDirectiveWhitespaces="true" body-content="empty" %>
<%@ attribute name="of" required="true" type="java.lang.Object" %>
<%@ taglib prefix="c" uri="jakarta.tags.core" %>
<%@ taglib prefix="t" tagdir="/WEB-INF/tags" %>
<article data-id="${of.id()}">
<span class="avatar colour-${empty of ? 0 : of.author().colour()}" aria-hidden="true" data-part="avatar"><c:out value="${of.author().initials()}"/></span>
<div>
<p class="byline"><strong data-part="author"><c:out value="${of.author().name()}"/></strong> in <span data-part="space"><c:out value="${of.space().name()}"/></span>
<time datetime="${of.createdAt()}" data-part="age">${of.age()}</time></p>
<h3><a href="${empty of ? '#' : pageContext.request.contextPath.concat('/community/post/').concat(of.space().id()).concat('/').concat(of.id())}" data-part="title"><c:out value="${of.displayTitle()}"/></a></h3>
<p class="text" data-part="text"><c:out value="${of.bodyPlainText()}"/></p>
<p class="muted small"><span data-part="likes">${of.likes()}</span> · <span data-part="comments">${of.comments()}</span></p>
</div>
</article>
