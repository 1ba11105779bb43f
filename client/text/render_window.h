/*
 * What a person sees of a line in a view of the window: the same words as in
 * the stream, in the styles of the theme, with the formatting of IRC, and with
 * text from right to left isolated. Each is styled text without LF, and takes
 * at most RENDER_ROOM. Pure but for the theme; used by the chat's window.
 */
#ifndef CLIENT_TEXT_RENDER_WINDOW_H
#define CLIENT_TEXT_RENDER_WINDOW_H

#include <stddef.h>

#include "shared/buf.h"
#include "shared/grammar.h"
#include "shared/str.h"
#include "text/manner.h"

/* What render_line does for the window. */
void render_window_line(
    struct buf *to, const struct command *line, const struct manner *manner);

/*
 * A line of one's own that the server has not yet echoed. A text that is a CTCP
 * ACTION (/me) reads as one.
 */
void render_own(struct buf *to, struct str me, struct str text,
    const struct manner *manner);

/*
 * The same once there will be no echo: "!! me: text (why)". The line is as
 * render_own has made it; the pieces say why, in 512 bytes at most, and anybody
 * may have written them.
 */
void render_own_failed(
    struct buf *to, struct str line, const struct str *pieces, size_t count);

/*
 * "-- ..." and "!! ..." from pieces that anybody may have written, and "?? ..."
 * for what is not of the protocol.
 */
void render_window_remark(
    struct buf *to, const struct str *pieces, size_t count);
void render_window_mistake(
    struct buf *to, const struct str *pieces, size_t count);
void render_window_stray(struct buf *to, struct str line);

#endif
