package io.github.circleauth.operations;

import io.github.circleauth.operations.DiagnosticsPage.Section;
import java.util.List;

/**
 * A section, and what an operator should look at in it.
 *
 * @param attention sentences
 */
record Part(Section section, List<String> attention) {}
