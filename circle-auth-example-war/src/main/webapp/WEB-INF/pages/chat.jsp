<%@ page session="false" contentType="text/html; charset=UTF-8" %>
<%@ taglib prefix="t" tagdir="/WEB-INF/tags" %>
<t:page title="Chat · Your community" here="/community/chat">
<jsp:attribute name="note">New messages arrive through <code>/circle-live</code>, which relays Circle’s <code>ChatRoomChannel</code>. One connection to Circle
serves all tabs of a session.</jsp:attribute>
<jsp:body>
<section class="card wide" aria-labelledby="chat">
<h1 id="chat">Chat</h1>
<t:rooms/>
</section>
</jsp:body>
</t:page>
