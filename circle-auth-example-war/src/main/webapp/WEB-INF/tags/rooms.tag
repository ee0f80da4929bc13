<%@ tag description="The member's chat rooms; chat.js keeps the unread marks up to date" pageEncoding="UTF-8" trimDirectiveWhitespaces="true" body-content="empty" %>
<%@ attribute name="here" description="the UUID of the room that the page shows" %>
<%@ taglib prefix="c" uri="jakarta.tags.core" %>
<%@ taglib prefix="t" tagdir="/WEB-INF/tags" %>
<ul class="rooms" id="rooms">
<c:forEach var="each" items="${rooms.records()}">
<li data-room="<c:out value="${each.uuid()}"/>">
<t:avatar of="${each.name()}"/>
<div>
<p><a href="${pageContext.request.contextPath}/community/chat/<c:out value="${each.uuid()}"/>" ${each.uuid() == here ? 'aria-current="page"' : ''}><c:out value="${each.name().name()}"/></a></p>
<p class="byline preview" data-part="preview"><c:out value="${each.lastMessage().text()}"/></p>
</div>
<span class="badge" data-part="unread" ${each.unread() gt 0 ? '' : 'hidden'}><span data-count>${each.unread()}</span><span class="visually-hidden"> unread</span></span>
</li>
</c:forEach>
</ul>
<c:if test="${empty rooms.records()}"><p class="muted">There are no chat rooms.</p></c:if>
