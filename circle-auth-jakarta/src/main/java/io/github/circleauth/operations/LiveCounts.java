package io.github.circleauth.operations;

/**
 * The live channel of this server in numbers.
 *
 * @param pages open pages
 * @param pagesAtMost how many may be open
 * @param connections sessions that are connected to Circle, or about to be
 * @param refused pages that would have been too many, since the start
 * @param cutOff pages that were cut off, since the start
 * @param messagesDropped messages of pages that were not passed on, since the start
 */
public record LiveCounts(
        int pages, int pagesAtMost, int connections, long refused, long cutOff, long messagesDropped) {}
