<%@ page session="false" contentType="text/html; charset=UTF-8" %>
<%@ taglib prefix="c" uri="jakarta.tags.core" %>
<%@ taglib prefix="t" tagdir="/WEB-INF/tags" %>
<c:set var="self" value="${pageContext.request.contextPath}/community/chat/${room.uuid()}"/>
<t:page title="${room.name().name()} · Chat" here="/community/chat">
<jsp:attribute name="note">The form sends with <code>MemberApi.post(…)</code>. Messages of others arrive through <code>/circle-live</code>, which relays
Circle’s <code>Chats::RoomChannel</code>; the token stays on the server.</jsp:attribute>
<jsp:body>
<c:if test="${failed}"><p class="notice alone" role="alert">That didn’t work: Circle did not respond. Please try again.</p></c:if>
<p class="notice alone" id="not-sent" role="alert" hidden>Your message could not be sent. Please try again.</p>
<div class="chat">
<section class="card" aria-labelledby="rooms-title">
<h2 id="rooms-title">Rooms</h2>
<t:rooms here="${room.uuid()}"/>
</section>
<section class="card room" aria-labelledby="room">
<div class="heading">
<h1 id="room"><c:out value="${room.name().name()}"/></h1>
<form method="post" action="<c:out value="${self}"/>" id="read" ${room.unread() gt 0 ? '' : 'hidden'}>
<input type="hidden" name="csrf" value="<c:out value="${csrf}"/>">
<button class="button" name="action" value="read">Mark as read</button>
</form>
</div>
<c:if test="${messages.hasPreviousPage()}"><p><a class="button" href="<c:out value="${self}"/>?before=${messages.firstId()}">Older messages</a></p></c:if>
<div class="messages" id="messages" role="log" aria-live="polite" aria-label="Messages" tabindex="0"<c:if test="${not older}"> data-live="<c:out value="${room.uuid()}"/>" data-id="${room.id()}"</c:if>>
<c:forEach var="message" items="${messages.records()}"><t:message of="${message}"/></c:forEach>
<p class="muted none">There are no messages yet.</p>
</div>
<c:choose>
<c:when test="${older}"><p><a class="button" href="<c:out value="${self}"/>#latest">Newest messages</a></p></c:when>
<c:otherwise>
<form method="post" action="<c:out value="${self}"/>" id="latest">
<input type="hidden" name="csrf" value="<c:out value="${csrf}"/>">
<label for="text">Your message</label>
<textarea id="text" name="text" rows="2" required><c:if test="${failed}"><c:out value="${param.text}"/></c:if></textarea>
<button class="button primary" name="action" value="send">Send</button>
</form>
<template id="message"><t:message of="${null}"/></template>
</c:otherwise>
</c:choose>
</section>
</div>
</jsp:body>
</t:page>
