/*
 * Renders the server's lines for people: a protocol line in, a line of text
 * out, with no byte that could control a terminal. Pure but for the time zone.
 */
#ifndef CLIENT_TEXT_RENDER_H
#define CLIENT_TEXT_RENDER_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/buf.h"
#include "shared/grammar.h"
#include "shared/limits.h"
#include "shared/str.h"
#include "text/harmless.h"
#include "text/manner.h"
#include "text/render_window.h"
#include "text/styled.h"

/* The spaces that replace a TAB. */
#define RENDER_TAB HARMLESS_TAB

/*
 * Room for any rendered line: at worst it is all TABs, plus 256 bytes for our
 * own words.
 */
#define RENDER_ROOM (RENDER_TAB * LIMIT_LINE + 256 + STYLED_ROOM)

/*
 * Appends text made harmless: without control characters, formatting codes and
 * direction controls. Bytes that are not UTF-8 become "?". The buffer must have
 * RENDER_ROOM; what does not fit is dropped.
 */
void render_text(struct buf *to, struct str text);

/* The sign for a line break, in one column. */
#define RENDER_BREAK "\xe2\x86\xb5"
#define RENDER_BREAK_LEN (sizeof(RENDER_BREAK) - 1)

/* Appends a text that is being typed, with RENDER_BREAK for each LF. */
void render_typed(struct buf *to, struct str text);

/*
 * Writes the pieces, made harmless, as a C string into room, which has size
 * bytes. Text that does not fit is cut. Returns room.
 */
const char *render_string(
    char *room, size_t size, const struct str *pieces, size_t count);

/*
 * Appends a parsed line from the server as text with LF; appends nothing if a
 * person need not see the line. For the window (manner->window) the text is
 * styled and has no LF. The functions below are for the stream; render_window.h
 * has those for the window.
 */
void render_line(
    struct buf *to, const struct command *line, const struct manner *manner);

/* Appends a line from the server that breaks the protocol, with an LF. */
void render_stray(struct buf *to, struct str line);

/* Append a line of the client's own: "-- ..." dimmed, or an error "!! ...". */
void render_remark(struct buf *to, const struct str *pieces, size_t count);
void render_mistake(struct buf *to, const struct str *pieces, size_t count);

/*
 * Returns whether the argument is an event ID that only tells the time. An
 * item's ID does more: done and back refer to it.
 */
bool render_is_stamp(const struct command *line, size_t i);

#endif
