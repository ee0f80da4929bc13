<%@ tag description="What all pages have around them" pageEncoding="UTF-8" trimDirectiveWhitespaces="true" %>
<%@ attribute name="title" required="true" %>
<%@ attribute name="did" fragment="true" description="which part of circle-auth did what for this page" %>
<%@ taglib prefix="c" uri="jakarta.tags.core" %>
<c:set var="root" value="${pageContext.request.contextPath}"/>
<c:set var="user" value="${pageContext.request.userPrincipal.name}"/>
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title><c:out value="${title}"/></title>
<link rel="icon" type="image/svg+xml" href="${root}/assets/icon.svg">
<link rel="stylesheet" href="${root}/assets/site.css">
<script src="${root}/assets/token.js" defer></script>
</head>
<body>
<c:if test="${not empty applicationScope.sandbox}">
<p class="banner"><strong>Sandbox.</strong> No Circle account is involved: people and posts are invented.
<a href="<c:out value="${applicationScope.sandbox}"/>">See it from Circle’s side</a></p>
</c:if>
<header class="top">
<a class="brand" href="${root}/"><img src="${root}/assets/icon.svg" alt="" width="28" height="28">Example Community</a>
<c:choose>
<c:when test="${empty user and not empty csrf}"></c:when>
<c:when test="${empty user}"><a class="button" href="${root}/login">Sign in</a></c:when>
<c:when test="${empty csrf}"><a class="button" href="${root}/community">Your community</a></c:when>
<c:otherwise>
<form method="post" action="${root}/logout">
<span class="who"><c:out value="${user}"/></span>
<input type="hidden" name="csrf" value="<c:out value="${csrf}"/>">
<button class="button">Sign out</button>
</form>
</c:otherwise>
</c:choose>
</header>
<main>
<jsp:doBody/>
</main>
<footer>
<p><span class="label">circle-auth</span> <span><jsp:invoke fragment="did"/></span></p>
</footer>
</body>
</html>
