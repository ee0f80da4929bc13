<%@ page session="false" contentType="text/html; charset=UTF-8" %>
<%@ taglib prefix="c" uri="jakarta.tags.core" %>
<%@ taglib prefix="t" tagdir="/WEB-INF/tags" %>
<c:set var="user" value="${pageContext.request.userPrincipal.name}"/>
<c:set var="notAMember" value="true" scope="request"/>
<t:page title="Not a member yet">
<jsp:attribute name="note"><code>CircleMember.whyAbsent()</code> returned <code>NOT_A_MEMBER</code>. The next attempt is in five minutes; the
button calls <code>retry()</code>.</jsp:attribute>
<jsp:body>
<section class="card middle">
<h1>You are signed in, but not a member yet</h1>
<c:if test="${not empty param.retried}"><p class="notice" role="status">Circle still has no member with this address.</p></c:if>
<p>This site knows you as <strong><c:out value="${user}"/></strong>. The community has no member with this
address.</p>
<ol>
<li>Ask the community’s team for an invitation to <strong><c:out value="${user}"/></strong>. If you joined with another
address, ask them to change it.</li>
<li>Accept the invitation.</li>
<li>Come back here and press the button. You don’t have to sign in again.</li>
</ol>
<form method="post" action="${pageContext.request.contextPath}/community">
<input type="hidden" name="csrf" value="<c:out value="${csrf}"/>">
<button class="button primary">I am a member now</button>
</form>
</section>
</jsp:body>
</t:page>
