<%@ page session="false" contentType="text/html; charset=UTF-8" %>
<%@ taglib prefix="c" uri="jakarta.tags.core" %>
<%@ taglib prefix="t" tagdir="/WEB-INF/tags" %>
<c:set var="root" value="${pageContext.request.contextPath}"/>
<t:page title="Notifications · Your community" here="/community/notifications">
<jsp:attribute name="note">The number above arrives through <code>/circle-live</code>, which relays Circle’s <code>NotificationChannel</code>.</jsp:attribute>
<jsp:body>
<c:if test="${failed}"><p class="notice alone" role="alert">That didn’t work: Circle did not respond. Please try again.</p></c:if>
<section class="card wide" aria-labelledby="notifications">
<form method="post" action="${root}/community/notifications">
<input type="hidden" name="csrf" value="<c:out value="${csrf}"/>">
<div class="heading">
<h1 id="notifications">Notifications</h1>
<button class="button" name="read" value="all">Mark all as read</button>
</div>
<ul class="notifications" id="notification-list">
<c:forEach var="notification" items="${notifications.records()}">
<li class="${empty notification.readAt() ? 'unread' : ''}">
<t:avatar of="${notification.actor()}"/>
<div>
<p><strong><c:out value="${notification.actorName()}"/></strong>&#32;<c:out value="${notification.displayAction()}"/>&#32;
<a href="${root}/community/post/${notification.spaceId()}/${notification.notifiable().post()}"><c:out value="${notification.notifiableTitle()}"/></a></p>
<p class="byline"><c:out value="${notification.spaceTitle()}"/>&#32;<time datetime="${notification.createdAt()}">${notification.age()}</time></p>
</div>
<c:if test="${empty notification.readAt()}"><button class="button small" name="read" value="${notification.id()}" title="Mark as read"><span aria-hidden="true">✓</span><span class="visually-hidden">Mark “<c:out value="${notification.notifiableTitle()}"/>” as read</span></button></c:if>
</li>
</c:forEach>
</ul>
<c:if test="${empty notifications.records()}"><p class="muted">There are no notifications.</p></c:if>
</form>
</section>
</jsp:body>
</t:page>
