<%@ tag description="One message of a chat room; chat.js fills in the elements with data-part" pageEncoding="UTF-8" trimDirectiveWhitespaces="true" body-content="empty" %>
<%@ attribute name="of" required="true" type="java.lang.Object" %>
<%@ taglib prefix="c" uri="jakarta.tags.core" %>
<article data-id="${of.id()}" class="${not empty of and of.sender().communityMemberId() == token.ids().communityMemberId() ? 'own' : ''}">
<span class="avatar colour-${empty of ? 0 : of.author().colour()}" aria-hidden="true" data-part="avatar"><c:out value="${of.author().initials()}"/></span>
<div>
<p class="byline"><strong data-part="author"><c:out value="${of.author().name()}"/></strong>
<time datetime="${of.sentAt()}" data-part="age">${of.age()}</time> <span data-part="edited" ${empty of.editedAt() ? 'hidden' : ''}>· edited</span></p>
<p class="body" data-part="text"><c:out value="${of.text()}"/></p>
</div>
</article>
