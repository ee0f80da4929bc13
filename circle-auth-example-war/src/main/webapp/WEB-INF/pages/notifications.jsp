<%@ page session="false" contentType="text/html; charset=UTF-8" %>
<%@ taglib prefix="c" uri="jakarta.tags.core" %>
<%@ taglib prefix="t" tagdir="/WEB-INF/tags" %>
<c:set var="root" value="${pageContext.request.contextPath}"/>
<t:page title="Notifications · Your community" here="/community/notifications">
<jsp:attribute name="did">The number above is asked for by the page’s script, at <code>/circle/notifications/new_notifications_count</code>, every few seconds.</jsp:attribute>
<jsp:body>
<c:if test="${notDone}"><p class="notice alone" role="alert">That was not done: Circle gave no answer. Please try again.</p></c:if>
<section class="card wide" aria-labelledby="notifications">
<form method="post" action="${root}/community/notifications">
<input type="hidden" name="csrf" value="<c:out value="${csrf}"/>">
<div class="heading">
<h1 id="notifications">Notifications</h1>
<button class="button" name="read" value="all">Mark all as read</button>
</div>
<ul class="notices">
<c:forEach var="notice" items="${notices.records()}">
<li class="${empty notice.readAt() ? 'unread' : ''}">
<t:avatar of="${notice.actor()}"/>
<div>
<p><strong><c:out value="${notice.actorName()}"/></strong>&#32;<c:out value="${notice.displayAction()}"/>&#32;
<a href="${root}/community/post/${notice.spaceId()}/${notice.notifiable().post()}"><c:out value="${notice.notifiableTitle()}"/></a></p>
<p class="byline"><c:out value="${notice.spaceTitle()}"/>&#32;<time datetime="${notice.createdAt()}">${notice.age()}</time></p>
</div>
<c:if test="${empty notice.readAt()}"><button class="button small" name="read" value="${notice.id()}" title="Mark as read"><span aria-hidden="true">✓</span><span class="unseen">Mark “<c:out value="${notice.notifiableTitle()}"/>” as read</span></button></c:if>
</li>
</c:forEach>
</ul>
<c:if test="${empty notices.records()}"><p class="quiet">There is nothing to tell you.</p></c:if>
</form>
</section>
</jsp:body>
</t:page>
