/** The public methods of WildFly's OpenID Connect that the library calls by reflection, as WildFly 39 has them. */
@NullMarked
package org.wildfly.security.http.oidc;

import org.jspecify.annotations.NullMarked;
