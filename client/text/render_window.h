/*
 * Renders lines for a view of the window: the words of the stream, but in the
 * styles of the theme, with IRC formatting, and with right-to-left text
 * isolated. Each line is styled text without LF, and takes at most RENDER_ROOM.
 * Pure but for the theme.
 */
#ifndef CLIENT_TEXT_RENDER_WINDOW_H
#define CLIENT_TEXT_RENDER_WINDOW_H

#include <stddef.h>

#include "shared/buf.h"
#include "shared/grammar.h"
#include "shared/str.h"
#include "text/manner.h"

/* Does the work of render_line for the window. */
void render_window_line(
    struct buf *to, const struct command *line, const struct manner *manner);

/*
 * Appends a line that we sent and the server has not yet echoed. A CTCP ACTION
 * (/me) reads as one.
 */
void render_own(struct buf *to, struct str me, struct str text,
    const struct manner *manner);

/*
 * Appends a line that will not be echoed: "!! me: text (why)". The line is one
 * made by render_own. The pieces say why, in 512 bytes at most, and may come
 * from strangers.
 */
void render_own_failed(
    struct buf *to, struct str line, const struct str *pieces, size_t count);

/*
 * Append "-- ..." and "!! ..." from pieces that may come from strangers, and
 * "?? ..." for a line that is not of the protocol.
 */
void render_window_remark(
    struct buf *to, const struct str *pieces, size_t count);
void render_window_mistake(
    struct buf *to, const struct str *pieces, size_t count);
void render_window_stray(struct buf *to, struct str line);

#endif
