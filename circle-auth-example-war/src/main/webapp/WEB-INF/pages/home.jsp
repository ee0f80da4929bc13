<%@ page session="false" contentType="text/html; charset=UTF-8" %>
<%@ taglib prefix="c" uri="jakarta.tags.core" %>
<%@ taglib prefix="t" tagdir="/WEB-INF/tags" %>
<c:set var="root" value="${pageContext.request.contextPath}"/>
<c:set var="user" value="${pageContext.request.userPrincipal.name}"/>
<t:page title="Example Community">
<jsp:attribute name="note"><c:choose>
<c:when test="${empty user}">You are not signed in, so the filter let this request pass: no session, no request to Circle.</c:when>
<c:otherwise>The filter checked your token and started a renewal if one was due. This page does not use the token.</c:otherwise>
</c:choose></jsp:attribute>
<jsp:body>
<section class="intro">
<h1>Sign in here.<br>Be a member there.</h1>
<p>This site has its own users and its own sign-in. Each signed-in user reads the community with a Circle token of their
own: obtained when the session begins, renewed while it lasts, revoked when it ends.</p>
<p><c:choose>
<c:when test="${empty user}"><a class="button primary" href="${root}/login">Sign in</a></c:when>
<c:otherwise><a class="button primary" href="${root}/community">Go to your community</a></c:otherwise>
</c:choose></p>
</section>
<c:if test="${applicationScope.knownPasswords}">
<section>
<h2>Example users</h2>
<ul class="people">
<li><strong>Ada</strong><code>ada@example.com</code><span>Password <code>ada</code>. A member; she runs the community.</span></li>
<li><strong>Grace</strong><code>grace@example.com</code><span>Password <code>grace</code>. A member in other spaces.</span></li>
<li><strong>Linus</strong><code>linus@example.com</code><span>Password <code>linus</code>. He has an account here, but is not a member.</span></li>
</ul>
</section>
</c:if>
</jsp:body>
</t:page>
