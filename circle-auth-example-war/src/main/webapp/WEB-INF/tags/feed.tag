<%@ tag description="One page of posts in the selected order; feed.js adds new ones and further pages" pageEncoding="UTF-8" trimDirectiveWhitespaces="true" body-content="empty" %>
<%@ attribute name="path" required="true" description="the path of the page that contains the posts" %>
<%@ attribute name="more" description="the path from which feed.js reads posts" %>
<%@ taglib prefix="c" uri="jakarta.tags.core" %>
<%@ taglib prefix="t" tagdir="/WEB-INF/tags" %>
<c:set var="root" value="${pageContext.request.contextPath}"/>
<nav class="sorts" aria-label="Order of the posts">
<c:forEach var="sort" items="${paging.sorts()}"><a href="${root}${path}?sort=${sort.value()}" ${sort == paging.sort() ? 'aria-current="true"' : ''}>${sort.label()}</a>
</c:forEach>
</nav>
<div id="posts"<c:if test="${not empty more and paging.page() == 1}"> data-live="${root}${more}?page=1&amp;per_page=10&amp;sort=${paging.sort().value()}"</c:if>>
<c:forEach var="post" items="${feed.records()}"><t:post of="${post}"/></c:forEach>
</div>
<c:if test="${empty feed.records()}"><p class="muted">There are no posts.</p></c:if>
<p class="pages">
<c:if test="${paging.page() > 1}"><a class="button" href="${root}${path}?page=${paging.page() - 1}&amp;sort=${paging.sort().value()}">Back</a></c:if>
<c:if test="${feed.hasNextPage()}"><a class="button" rel="next" href="${root}${path}?page=${paging.page() + 1}&amp;sort=${paging.sort().value()}"
<c:if test="${not empty more}"> data-more="${root}${more}" data-page="${paging.page() + 1}" data-sort="${paging.sort().value()}"</c:if>>More posts</a></c:if>
</p>
<p class="visually-hidden" role="status" id="added"></p>
<c:if test="${not empty more}"><template id="post"><t:post of="${null}"/></template></c:if>
