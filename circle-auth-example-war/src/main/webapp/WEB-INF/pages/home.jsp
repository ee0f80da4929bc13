<%@ page session="false" contentType="text/html; charset=UTF-8" %>
<%@ taglib prefix="c" uri="jakarta.tags.core" %>
<%@ taglib prefix="t" tagdir="/WEB-INF/tags" %>
<c:set var="root" value="${pageContext.request.contextPath}"/>
<c:set var="user" value="${pageContext.request.userPrincipal.name}"/>
<t:page title="Example Community">
<jsp:attribute name="did"><c:choose>
<c:when test="${empty user}">Nobody is signed in, so the filter let this request pass: no session, no call to Circle.</c:when>
<c:otherwise>The filter looked at your token and renewed it if that was due. This page didn’t ask for it.</c:otherwise>
</c:choose></jsp:attribute>
<jsp:body>
<section class="lead">
<h1>Sign in here.<br>Be a member there.</h1>
<p>This site has its own users and its own sign-in. Whoever signs in reads the community with a Circle token of their
own: fetched when the session begins, renewed while it lasts, revoked when it ends.</p>
<p><c:choose>
<c:when test="${empty user}"><a class="button primary" href="${root}/login">Sign in</a></c:when>
<c:otherwise><a class="button primary" href="${root}/community">Go to your community</a></c:otherwise>
</c:choose></p>
</section>
<c:if test="${not empty applicationScope.sandbox}">
<section>
<h2>Who you can be</h2>
<ul class="people">
<li><strong>Ada</strong><code>ada@example.com</code><span>Password <code>ada</code>. A member; she runs the place.</span></li>
<li><strong>Grace</strong><code>grace@example.com</code><span>Password <code>grace</code>. A member in other spaces.</span></li>
<li><strong>Linus</strong><code>linus@example.com</code><span>Password <code>linus</code>. He has an account here, but is no member.</span></li>
</ul>
</section>
</c:if>
</jsp:body>
</t:page>
