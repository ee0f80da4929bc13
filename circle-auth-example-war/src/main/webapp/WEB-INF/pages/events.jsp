<%@ page session="false" contentType="text/html; charset=UTF-8" %>
<%@ taglib prefix="c" uri="jakarta.tags.core" %>
<%@ taglib prefix="t" tagdir="/WEB-INF/tags" %>
<t:page title="Events · Your community" here="/community/events">
<jsp:attribute name="did"><code>MemberApi.get("/community_events", …, Events.class)</code>: JSON-B reads Circle’s JSON into records of this site.</jsp:attribute>
<jsp:body>
<section class="card wide" aria-labelledby="events">
<h1 id="events">Events</h1>
<ul class="events-list">
<c:forEach var="event" items="${events.records()}">
<li>
<c:if test="${not empty event.when()}"><p class="date" aria-hidden="true"><strong>${event.when().day()}</strong>${event.when().month()}</p></c:if>
<div>
<h2><c:out value="${event.displayTitle()}"/></h2>
<p class="byline"><c:if test="${not empty event.when()}"><time datetime="${event.when().startsAt()}">${event.when().weekday()}, ${event.when().day()}&#32;${event.when().month()}, ${event.when().hours()}</time></c:if>&#32;
in <c:out value="${event.space().name()}"/>, with <strong><c:out value="${event.author().name()}"/></strong></p>
<p><c:out value="${event.bodyPlainText()}"/></p>
</div>
</li>
</c:forEach>
</ul>
<c:if test="${empty events.records()}"><p class="quiet">Nothing is planned.</p></c:if>
</section>
</jsp:body>
</t:page>
