/*
 * Renders the server's lines, and our own about them, as styled text
 * (text/styled.h) with no other byte that could control a terminal: for the
 * stream, for a view of the window, or in the fixed form for scripts and logs.
 * Pure but for the theme and the time zone.
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
#include "text/styled.h"
#include "text/theme.h"

/* How to render a line. */
struct manner {
	bool stable; /* in the fixed form for scripts: forkcast-scripts(1) */
	/* without time and LF, for a view, which may be one of a group */
	bool window;
	bool times; /* show times before events */
	bool dates; /* show dates before times */
	bool places; /* name the group, or in a view the recipient */
	bool meant; /* the line mentions us */
	bool further; /* it is a further line of the message before */
	bool past; /* it is of a time before we came: one style for all */
	struct str me; /* our name */
};

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
 * Appends a parsed line from the server; nothing if a person need not see it.
 * It has an LF, but not for the window.
 */
void render_line(
    struct buf *to, const struct command *line, const struct manner *manner);

/* Appends a line from the server that breaks the protocol, with an LF. */
void render_stray(struct buf *to, struct str line);

/*
 * Appends a line of the client's own, without LF, from pieces that may come
 * from strangers; a piece that ends in "#" is the sign of the next one. The key
 * is THEME_EVENT for "-- ...", or THEME_MISTAKE for "!! ...".
 */
void render_remark(
    struct buf *to, enum theme_key key, const struct str *pieces, size_t count);

/*
 * Appends a message that we sent and the server has not yet echoed. A CTCP
 * ACTION (/me) becomes "* me text".
 */
void render_own(struct buf *to, struct str me, struct str text);

/*
 * Appends a line of render_own once its fate is known, with pieces that tell
 * it, at most 512 bytes together: "!! me: text (why)" for THEME_MISTAKE, or
 * "me: text (why)" for THEME_PENDING.
 */
void render_own_fate(struct buf *to, enum theme_key key, struct str line,
    const struct str *pieces, size_t count);

/*
 * Returns whether the argument is an event ID that only tells the time. An
 * item's ID does more: done and back refer to it.
 */
bool render_is_stamp(const struct command *line, size_t i);

#endif
