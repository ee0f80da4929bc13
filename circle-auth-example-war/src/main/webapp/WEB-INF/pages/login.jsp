<%@ page session="false" contentType="text/html; charset=UTF-8" %>
<%@ taglib prefix="c" uri="jakarta.tags.core" %>
<%@ taglib prefix="t" tagdir="/WEB-INF/tags" %>
<t:page title="Sign in · Example Community">
<jsp:attribute name="note">This site signs you in with Jakarta Security. The filter then detects the signed-in user and starts to obtain
your token.</jsp:attribute>
<jsp:body>
<section class="card narrow">
<h1>Sign in</h1>
<c:if test="${not empty message}"><p class="notice" role="alert"><c:out value="${message}"/></p></c:if>
<form method="post" action="${pageContext.request.contextPath}/login">
<input type="hidden" name="csrf" value="<c:out value="${csrf}"/>">
<label for="username">E-mail address</label>
<input id="username" name="username" type="email" autocomplete="username" required ${empty message ? 'autofocus' : ''} value="<c:out value="${param.username}"/>">
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required ${empty message ? '' : 'autofocus'}>
<button class="button primary">Sign in</button>
</form>
<c:if test="${applicationScope.nobodyMaySignIn}">
<p class="notice" role="status">Nobody can sign in yet. Set the environment variable <code>EXAMPLE_PEOPLE</code> (or the key
<code>example.people</code>) to the members who may: <code>address:password</code>, separated by commas. Then restart the example.</p>
</c:if>
<c:if test="${applicationScope.knownPasswords}">
<p class="hint">Try <code>ada@example.com</code> with the password <code>ada</code>; grace and linus work the same way.</p>
</c:if>
</section>
</jsp:body>
</t:page>
