<%@ page session="false" contentType="text/html; charset=UTF-8" %>
<%@ taglib prefix="c" uri="jakarta.tags.core" %>
<%@ taglib prefix="t" tagdir="/WEB-INF/tags" %>
<t:page title="Events · Your community" here="/community/events">
<jsp:attribute name="note"><code>MemberApi.get("/community_events", …, Events.class)</code>: JSON-B maps Circle’s JSON to records of this site.</jsp:attribute>
<jsp:body>
<section class="card wide" aria-labelledby="events">
<h1 id="events">Events</h1>
<ul class="events-list">
<c:forEach var="event" items="${events.records()}">
<li>
<c:if test="${not empty event.times()}"><p class="date" aria-hidden="true"><strong>${event.times().day()}</strong>${event.times().month()}</p></c:if>
<div>
<h2><c:out value="${event.displayTitle()}"/></h2>
<p class="byline"><c:if test="${not empty event.times()}"><time datetime="${event.times().startsAt()}">${event.times().weekday()}, ${event.times().day()}&#32;${event.times().month()}, ${event.times().hours()}</time></c:if>&#32;
in <c:out value="${event.space().name()}"/>, with <strong><c:out value="${event.author().name()}"/></strong></p>
<p><c:out value="${event.bodyPlainText()}"/></p>
</div>
</li>
</c:forEach>
</ul>
<c:if test="${empty events.records()}"><p class="muted">There are no events.</p></c:if>
</section>
</jsp:body>
</t:page>
