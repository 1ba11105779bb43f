/*
 * What a person sees of what the server says: a line of the protocol in, a
 * line of text out, and no byte of it that could do anything to a terminal.
 * Pure but for the time zone; used by the chat and the screen.
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

/* Columns that stand for a TAB. */
#define RENDER_TAB HARMLESS_TAB

/*
 * Room that any line takes when rendered: at the worst it is all TABs, and 256
 * bytes are enough for our words around it.
 */
#define RENDER_ROOM (RENDER_TAB * LIMIT_LINE + 256 + STYLED_ROOM)

/*
 * Appends text as it may be shown: no control characters, formatting codes or
 * controls of writing direction. What is not UTF-8 becomes "?". The buffer has
 * RENDER_ROOM; what does not fit is left out.
 */
void render_text(struct buf *to, struct str text);

/*
 * The pieces as a string of C that may be shown, in room of size bytes; what
 * does not fit is cut. Returns room.
 */
const char *render_string(
    char *room, size_t size, const struct str *pieces, size_t count);

/*
 * Appends a line that the server said, parsed by the grammar, as a line with
 * its LF, or nothing if a person need not see it. For the window it is styled
 * and has no LF; so are the others of its lines: see render_window.h.
 */
void render_line(
    struct buf *to, const struct command *line, const struct manner *manner);

/* The same for a line that is not of the protocol. */
void render_stray(struct buf *to, struct str line);

/* Appends a line of our own: an event (dimmed), or what went wrong. */
void render_remark(struct buf *to, const struct str *pieces, size_t count);
void render_mistake(struct buf *to, const struct str *pieces, size_t count);

/*
 * Is the argument the ID of an event, which only tells when it was? That of an
 * item does more: done and back name it.
 */
bool render_is_stamp(const struct command *line, size_t i);

#endif
