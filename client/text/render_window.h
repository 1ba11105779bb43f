/*
 * Renders lines for a view of the window. The wording is that of the stream;
 * the window adds the styles of the theme, IRC formatting, and isolation of
 * right-to-left text. Each line is styled text without LF, and takes at most
 * RENDER_ROOM bytes. Pure but for the theme.
 */
#ifndef CLIENT_TEXT_RENDER_WINDOW_H
#define CLIENT_TEXT_RENDER_WINDOW_H

#include <stddef.h>

#include "shared/buf.h"
#include "shared/grammar.h"
#include "shared/str.h"
#include "text/manner.h"

/* Appends a parsed line from the server; render_line calls it for the window.
 */
void render_window_line(
    struct buf *to, const struct command *line, const struct manner *manner);

/*
 * Appends a message that we sent and the server has not yet echoed. A CTCP
 * ACTION (/me) becomes "* me text".
 */
void render_own(struct buf *to, struct str me, struct str text,
    const struct manner *manner);

/*
 * Appends a message that was not delivered: "!! me: text (why)". The line is
 * one made by render_own. The pieces are the reason, at most 512 bytes
 * together, and may come from strangers.
 */
void render_own_failed(
    struct buf *to, struct str line, const struct str *pieces, size_t count);

/*
 * Appends a message that is kept for somebody who is away, in the same way:
 * "me: text (why)", dim like before.
 */
void render_own_kept(
    struct buf *to, struct str line, const struct str *pieces, size_t count);

/* Append "-- ..." and "!! ..." from pieces that may come from strangers. */
void render_window_remark(
    struct buf *to, const struct str *pieces, size_t count);
void render_window_mistake(
    struct buf *to, const struct str *pieces, size_t count);

#endif
